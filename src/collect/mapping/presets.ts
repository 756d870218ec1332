import type { Mapping } from './mapping.ts'

/** Mappings for files that many people have, by name. */
export const presets: Readonly<Record<string, { about: string; mapping: Mapping }>> = {
  'online-retail': {
    about: 'UCI Online Retail II: Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country',
    mapping: {
      kind: 'purchase',
      rules: [{ column: 'Invoice', startsWith: 'C', kind: 'refund' }],
      time: { column: 'InvoiceDate', format: 'iso' },
      user: 'Customer ID',
      item: 'StockCode',
      quantity: 'Quantity',
      price: 'Price',
      order: 'Invoice',
      items: { title: 'Description', price: 'Price' },
      users: { country: 'Country' },
      prepare: { productPattern: '^\\d{5}[A-Za-z]*$' },
    },
  },
  'online-retail-1': {
    about:
      'UCI Online Retail, first edition: InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
    mapping: {
      kind: 'purchase',
      rules: [{ column: 'InvoiceNo', startsWith: 'C', kind: 'refund' }],
      time: { column: 'InvoiceDate', format: 'M/D/Y' },
      user: 'CustomerID',
      item: 'StockCode',
      quantity: 'Quantity',
      price: 'UnitPrice',
      order: 'InvoiceNo',
      items: { title: 'Description', price: 'UnitPrice' },
      users: { country: 'Country' },
      prepare: { productPattern: '^\\d{5}[A-Za-z]*$' },
    },
  },
  retailrocket: {
    about: 'Retailrocket events: timestamp,visitorid,event,itemid,transactionid',
    mapping: {
      kind: { column: 'event', values: { view: 'view', addtocart: 'add_to_cart', transaction: 'purchase' } },
      time: { column: 'timestamp', format: 'epoch-ms' },
      visitor: 'visitorid',
      item: 'itemid',
      order: 'transactionid',
    },
  },
  movielens: {
    about: 'MovieLens ratings: userId,movieId,rating,timestamp',
    mapping: {
      kind: 'rating',
      time: { column: 'timestamp', format: 'epoch-s' },
      user: 'userId',
      item: 'movieId',
      rating: 'rating',
    },
  },
}
