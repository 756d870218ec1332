/** What the server writes into the page: who may be played, and the public key that every shop page carries. */
export interface ShopConfig {
  shopName: string
  /** sent with every call; public keys may write events and read recommendations */
  key: string
  /** simulated customers one can step into */
  visitors: { user: string; name: string; taste: string }[]
}
