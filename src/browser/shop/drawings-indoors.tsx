import { brass, cream, type Drawing, steel, steelDark, wood, woodDark } from './drawing.ts'

/** Kitchen, coffee and tea, table: by the name of the shelf. */
export const drawingsIndoors: Record<string, Drawing> = {
  'Pots & pans': ({ main, dark, light }, turn) =>
    turn < 0.5 ? (
      <>
        <rect x="76" y="62" width="40" height="7" rx="3.5" fill={woodDark} />
        <path d="M14 60h66v22a14 14 0 0 1-14 14H28a14 14 0 0 1-14-14z" fill={main} />
        <path d="M56 60h24v22a14 14 0 0 1-14 14H52q8-14 4-36z" fill={dark} opacity=".45" />
        <rect x="11" y="56" width="72" height="7" rx="3.5" fill={light} />
      </>
    ) : (
      <>
        <rect x="10" y="62" width="100" height="8" rx="4" fill={dark} />
        <path d="M20 58h80v28a12 12 0 0 1-12 12H32a12 12 0 0 1-12-12z" fill={main} />
        <path d="M72 58h28v28a12 12 0 0 1-12 12H70q8-18 2-40z" fill={dark} opacity=".4" />
        <path d="M18 58q42-30 84 0z" fill={light} />
        <circle cx="60" cy="39" r="5" fill={brass} />
      </>
    ),
  'Knives & boards': ({ main, dark }, turn) => (
    <>
      <rect x="26" y="22" width="60" height="78" rx="9" fill={turn < 0.5 ? wood : woodDark} />
      <path d="M36 30v62M48 26v70M62 26v70M76 30v62" stroke="#fff" stroke-opacity=".14" stroke-width="3" />
      <circle cx="56" cy="32" r="4" fill="#fff" opacity=".55" />
      <g transform="rotate(24 70 60)">
        <path d="M66 16q14 22 12 48H66z" fill={steel} />
        <path d="M66 16q5 22 5 48h-5z" fill={steelDark} opacity=".5" />
        <rect x="64.5" y="64" width="14" height="32" rx="5" fill={main} />
        <circle cx="71.5" cy="73" r="1.8" fill={dark} />
        <circle cx="71.5" cy="86" r="1.8" fill={dark} />
      </g>
    </>
  ),
  Baking: ({ main, dark, light }, turn) => (
    <>
      {turn < 0.5 && (
        <g transform="rotate(-28 60 40)">
          <rect x="24" y="28" width="72" height="15" rx="7.5" fill={wood} />
          <rect x="10" y="32" width="16" height="7" rx="3.5" fill={woodDark} />
          <rect x="94" y="32" width="16" height="7" rx="3.5" fill={woodDark} />
        </g>
      )}
      {turn >= 0.5 && <path d="M28 56q6-24 32-24t32 24z" fill="#d9a86a" />}
      <path d="M18 56h84l-9 34a13 13 0 0 1-12 10H39a13 13 0 0 1-12-10z" fill={main} />
      <path d="M70 56h32l-9 34a13 13 0 0 1-12 10H66q12-20 4-44z" fill={dark} opacity=".4" />
      <rect x="14" y="52" width="92" height="8" rx="4" fill={light} />
    </>
  ),
  'Jars & storage': ({ main, dark, light }, turn) => (
    <>
      <rect x="24" y="44" width="42" height="56" rx="9" fill={light} />
      <path d="M24 66h42v25a9 9 0 0 1-9 9H33a9 9 0 0 1-9-9z" fill={main} />
      <rect x="22" y="34" width="46" height="12" rx="4" fill={wood} />
      <rect x="34" y="72" width="22" height="14" rx="2" fill={cream} />
      {turn < 0.6 && (
        <>
          <rect x="70" y="62" width="30" height="38" rx="7" fill={light} />
          <path d="M70 76h30v17a7 7 0 0 1-7 7H77a7 7 0 0 1-7-7z" fill={dark} />
          <rect x="68" y="53" width="34" height="10" rx="4" fill={woodDark} />
        </>
      )}
    </>
  ),
  'Coffee makers': ({ main, dark, light }, turn) =>
    turn < 0.5 ? (
      <>
        <rect x="56" y="18" width="4" height="22" fill={steelDark} />
        <circle cx="58" cy="17" r="5" fill={dark} />
        <rect x="34" y="42" width="48" height="58" rx="6" fill={light} />
        <path d="M34 62h48v32a6 6 0 0 1-6 6H40a6 6 0 0 1-6-6z" fill="#4b3327" />
        <path d="M82 50h10a8 8 0 0 1 8 8v20a8 8 0 0 1-8 8H82" fill="none" stroke={main} stroke-width="6" />
        <rect x="30" y="36" width="56" height="9" rx="4" fill={main} />
        <rect x="30" y="92" width="56" height="8" rx="4" fill={main} />
      </>
    ) : (
      <>
        <path d="M32 30h46l-10 30H42z" fill={main} />
        <path d="M60 30h18l-10 30h-8z" fill={dark} opacity=".4" />
        <rect x="28" y="25" width="54" height="8" rx="4" fill={dark} />
        <path d="M40 62h32l10 30a6 6 0 0 1-6 8H36a6 6 0 0 1-6-8z" fill={light} />
        <path d="M34 80h44l4 12a6 6 0 0 1-6 8H36a6 6 0 0 1-6-8z" fill="#4b3327" />
        <rect x="38" y="58" width="36" height="7" rx="3" fill={wood} />
      </>
    ),
  'Mugs & cups': ({ main, dark, light }, turn) => (
    <>
      {turn < 0.35 && (
        <path d="M46 36q-6-8 0-15M60 36q-6-8 0-15" stroke={steelDark} stroke-width="3" fill="none" opacity=".5" />
      )}
      <path d="M78 56h10a13 13 0 0 1 0 28H76" fill="none" stroke={dark} stroke-width="7" />
      <path d="M24 44h56v38a18 18 0 0 1-18 18H42a18 18 0 0 1-18-18z" fill={main} />
      <path d="M62 44h18v38a18 18 0 0 1-18 18h-6q12-18 6-56z" fill={dark} opacity=".35" />
      {turn > 0.65 ? (
        <path d="M24 44h56v16q-9 8-18 0t-19 0-19 0z" fill={light} />
      ) : (
        <g fill={dark} opacity=".5">
          <circle cx="36" cy="62" r="1.8" />
          <circle cx="48" cy="74" r="1.5" />
          <circle cx="42" cy="86" r="1.8" />
          <circle cx="58" cy="60" r="1.5" />
          <circle cx="64" cy="82" r="1.8" />
        </g>
      )}
      <ellipse cx="52" cy="44" rx="28" ry="5" fill="#4b3327" />
      <path d="M24 44a28 5 0 0 0 56 0" fill="none" stroke={light} stroke-width="2.5" />
    </>
  ),
  Teapots: ({ main, dark, light }, turn) => (
    <>
      <path
        d={turn < 0.5 ? 'M34 50q0-30 26-30t26 30' : 'M84 56q24-4 22 18t-26 14'}
        fill="none"
        stroke={turn < 0.5 ? woodDark : dark}
        stroke-width="5"
      />
      <path d="M34 66q-18-2-24-20l10-3q4 12 16 14z" fill={dark} />
      <path d="M28 72q0-26 32-26t32 26-14 28H42Q28 98 28 72z" fill={main} />
      <path d="M66 46q26 2 26 26t-14 28H62q20-22 4-54z" fill={dark} opacity=".4" />
      <ellipse cx="60" cy="48" rx="20" ry="6" fill={light} />
      <circle cx="60" cy="40" r="5" fill={brass} />
    </>
  ),
  'Beans & leaves': ({ main, dark, accent }, turn) => (
    <>
      <path d="M32 28h56l5 66a6 6 0 0 1-6 6H33a6 6 0 0 1-6-6z" fill={main} />
      <path d="M68 28h20l5 66a6 6 0 0 1-6 6H70z" fill={dark} opacity=".35" />
      <rect x="30" y="22" width="60" height="12" rx="3" fill={dark} />
      <rect x="40" y="48" width="40" height="34" rx="3" fill={cream} />
      {turn < 0.5 ? (
        <>
          <ellipse cx="53" cy="65" rx="7" ry="10" transform="rotate(20 53 65)" fill="#5a3d2c" />
          <ellipse cx="68" cy="66" rx="7" ry="10" transform="rotate(-18 68 66)" fill="#6f4c37" />
          <path d="M50 58q6 6 4 14M66 58q0 8 4 15" stroke={cream} stroke-width="1.5" fill="none" />
        </>
      ) : (
        <>
          <path d="M48 74q2-20 24-22-2 20-24 22z" fill="#6d8b55" />
          <path d="M48 74q10-12 18-16" stroke={cream} stroke-width="1.5" fill="none" />
          <circle cx="72" cy="74" r="3" fill={accent} />
        </>
      )}
    </>
  ),
  'Plates & bowls': ({ main, dark, light }, turn) =>
    turn < 0.5 ? (
      <>
        <circle cx="60" cy="60" r="42" fill={main} />
        <circle cx="60" cy="60" r="42" fill="none" stroke={dark} stroke-width="3" opacity=".5" />
        <circle cx="60" cy="60" r="28" fill={light} />
        <path d="M60 32a28 28 0 0 1 0 56q18-28 0-56z" fill={dark} opacity=".16" />
      </>
    ) : (
      <>
        <path d="M18 42h84q0 40-30 52H48Q18 82 18 42z" fill={main} />
        <path d="M72 42h30q0 40-30 52H58q26-14 14-52z" fill={dark} opacity=".35" />
        <ellipse cx="60" cy="42" rx="42" ry="9" fill={light} />
        <ellipse cx="60" cy="43" rx="34" ry="6" fill={dark} opacity=".3" />
        <rect x="46" y="93" width="28" height="7" rx="2" fill={dark} />
      </>
    ),
  Glassware: ({ main, light, dark }, turn) => (
    <>
      {turn < 0.5 ? (
        <>
          <path d="M40 20h40q4 40-20 42-24-2-20-42z" fill={light} opacity=".85" />
          <path d="M39 38h42q-2 22-21 24-19-2-21-24z" fill={main} />
          <rect x="58" y="60" width="4" height="34" fill={light} />
          <ellipse cx="60" cy="96" rx="18" ry="4" fill={light} />
        </>
      ) : (
        <>
          <path d="M22 46h34l-4 54H26z" fill={light} opacity=".8" />
          <path d="M24 66h30l-2 34H26z" fill={main} />
          <path d="M62 34h36l-4 66H66z" fill={light} opacity=".8" />
          <path d="M64 60h32l-2 40H66z" fill={dark} />
          <path d="M70 40v54M80 40v56M90 40v54M30 52v44M40 52v46" stroke="#fff" stroke-opacity=".4" stroke-width="2" />
        </>
      )}
      <path d="M48 26q-2 18 2 26" stroke="#fff" stroke-opacity=".7" stroke-width="3" fill="none" />
    </>
  ),
  Cutlery: ({ main, dark }) => (
    <>
      <g fill={steel}>
        <path d="M30 20h3v20h3V20h3v20h3V20h3v24q0 8-5 9v7h-5v-7q-5-1-5-9z" />
        <path d="M74 20q14 6 12 42H74z" />
        <ellipse cx="58" cy="34" rx="9" ry="14" />
        <rect x="55.5" y="44" width="5" height="18" />
      </g>
      <rect x="33" y="58" width="9" height="42" rx="4" fill={main} />
      <rect x="53.5" y="58" width="9" height="42" rx="4" fill={main} />
      <rect x="74" y="58" width="9" height="42" rx="4" fill={main} />
      <path d="M33 66h9M53.5 66h9M74 66h9" stroke={dark} stroke-width="3" />
    </>
  ),
  'Table linen': ({ main, dark, light, accent }, turn) => (
    <>
      <path d="M18 44l42-18 42 18-42 20z" fill={light} />
      <path d="M18 44l42 20v36L18 80z" fill={main} />
      <path d="M102 44L60 64v36l42-20z" fill={dark} />
      {turn < 0.5 ? (
        <path d="M18 54l42 20 42-20M18 64l42 20 42-20" stroke={accent} stroke-width="3" fill="none" />
      ) : (
        <path d="M18 72l42 20 42-20" stroke={light} stroke-width="4" stroke-dasharray="5 4" fill="none" />
      )}
    </>
  ),
  Cushions: ({ main, dark, light, accent }, turn) => (
    <>
      <path d="M22 32q38 8 76 0 8 0 8 8-8 24 0 50 0 8-8 8-38-8-76 0-8 0-8-8 8-26 0-50 0-8 8-8z" fill={main} />
      <path d="M80 34q10 0 18-2 8 0 8 8-8 24 0 50 0 8-8 8-10-2-24-3 22-20 6-61z" fill={dark} opacity=".3" />
      {turn < 0.35 && <path d="M19 52h80M19 64h79M19 76h80" stroke={light} stroke-width="4" opacity=".75" />}
      {turn >= 0.35 && turn < 0.7 && (
        <g fill={accent}>
          <circle cx="42" cy="50" r="5" />
          <circle cx="74" cy="50" r="5" />
          <circle cx="58" cy="65" r="5" />
          <circle cx="42" cy="80" r="5" />
          <circle cx="74" cy="80" r="5" />
        </g>
      )}
      {turn >= 0.7 && <circle cx="59" cy="65" r="4" fill={dark} />}
    </>
  ),
  Throws: ({ main, dark, light }, turn) => (
    <>
      <path d="M16 44q0-10 10-10h68q10 0 10 10v46H16z" fill={main} />
      <path d="M64 34h30q10 0 10 10v46H72q8-26-8-56z" fill={dark} opacity=".3" />
      <path d="M16 60h88M16 66h88" stroke={light} stroke-width="3" />
      {turn > 0.5 && <path d="M38 34v56M58 34v56M82 34v56" stroke={light} stroke-width="2.5" opacity=".7" />}
      <path
        d="M20 90v10M30 90v10M40 90v10M50 90v10M60 90v10M70 90v10M80 90v10M90 90v10M100 90v10"
        stroke={dark}
        stroke-width="3"
      />
    </>
  ),
  Lamps: ({ main, dark, light }, turn) =>
    turn < 0.5 ? (
      <>
        <path d="M42 20h36l16 38H26z" fill={main} />
        <path d="M66 20h12l16 38H74z" fill={dark} opacity=".35" />
        <path d="M30 58h60l14 42H16z" fill="#ffe9a8" opacity=".35" />
        <rect x="57" y="58" width="6" height="34" fill={brass} />
        <rect x="40" y="92" width="40" height="8" rx="4" fill={dark} />
      </>
    ) : (
      <>
        <path d="M60 8v26" stroke={dark} stroke-width="3" />
        <path d="M26 66q0-34 34-34t34 34z" fill={main} />
        <path d="M66 33q28 3 28 33H76q6-18-10-33z" fill={dark} opacity=".35" />
        <path d="M30 66h60l12 36H18z" fill="#ffe9a8" opacity=".35" />
        <circle cx="60" cy="68" r="9" fill={light} />
      </>
    ),
  Candles: ({ main, dark, light }, turn) =>
    turn < 0.5 ? (
      <>
        <path d="M60 22q9 11 0 20-9-9 0-20z" fill="#f2b04a" />
        <rect x="58.5" y="40" width="3" height="10" fill="#4a4a4d" />
        <rect x="32" y="50" width="56" height="50" rx="8" fill={main} />
        <path d="M70 50h10a8 8 0 0 1 8 8v34a8 8 0 0 1-8 8H68q10-22 2-50z" fill={dark} opacity=".35" />
        <rect x="32" y="50" width="56" height="9" rx="4" fill={cream} />
        <rect x="42" y="68" width="36" height="18" rx="2" fill={cream} />
        <path d="M48 74h24M52 80h16" stroke={dark} stroke-width="2" />
      </>
    ) : (
      [30, 53, 76].map((x, k) => (
        <g key={x}>
          <path d={`M${x + 7} ${14 + 10 * k}q6 8 0 14-6-6 0-14z`} fill="#f2b04a" />
          <rect x={x} y={32 + 10 * k} width="14" height={60 - 10 * k} rx="3" fill={k === 1 ? light : main} />
          <rect x={x - 5} y="90" width="24" height="10" rx="4" fill={brass} />
        </g>
      ))
    ),
  Towels: ({ main, dark, light }, turn) => (
    <>
      <rect x="20" y="74" width="80" height="26" rx="11" fill={main} />
      <rect x="24" y="50" width="72" height="26" rx="11" fill={light} />
      <rect x="28" y="28" width="64" height="24" rx="10" fill={turn < 0.5 ? dark : main} />
      <path d="M72 74v26M80 74v26" stroke={light} stroke-width="4" />
      <path d="M40 50v26M48 50v26" stroke={main} stroke-width="4" />
    </>
  ),
  'Soap & care': ({ main, dark, light }, turn) =>
    turn < 0.5 ? (
      <>
        <path d="M46 26h26q8 0 8 7v3H68v8H52V34h-6z" fill={dark} />
        <rect x="34" y="44" width="52" height="56" rx="10" fill={main} />
        <path d="M68 44h8a10 10 0 0 1 10 10v36a10 10 0 0 1-10 10h-8q8-26 0-56z" fill={dark} opacity=".35" />
        <rect x="42" y="60" width="36" height="26" rx="2" fill={cream} />
        <path
          d="M60 65v16M60 70q-7-1-8-6 8 0 8 6zM60 78q7-1 8-6-8 0-8 6z"
          stroke="#6d8b55"
          stroke-width="1.5"
          fill="#6d8b55"
        />
      </>
    ) : (
      <>
        <rect x="20" y="60" width="80" height="36" rx="14" fill={main} />
        <rect x="20" y="54" width="80" height="34" rx="14" fill={light} />
        <rect x="36" y="62" width="48" height="17" rx="7" fill="none" stroke={main} stroke-width="3" />
        <circle cx="84" cy="40" r="8" fill="#fff" opacity=".7" />
        <circle cx="68" cy="32" r="5" fill="#fff" opacity=".6" />
        <circle cx="94" cy="26" r="4" fill="#fff" opacity=".5" />
      </>
    ),
  'Bath mats': ({ main, dark, light, accent }, turn) => (
    <>
      <path d="M24 46h72l14 48H10z" fill={main} />
      <path d="M31 53h58l10 34H21z" fill="none" stroke={light} stroke-width="4" />
      {turn < 0.5 ? (
        <path d="M48 60h24l5 20H43z" fill={accent} />
      ) : (
        <path d="M40 58l-4 26M52 58l-2 26M68 58l2 26M80 58l4 26" stroke={dark} stroke-width="4" opacity=".5" />
      )}
    </>
  ),
  Brushes: ({ main, dark }, turn) =>
    turn < 0.5 ? (
      <g transform="rotate(38 60 60)">
        <rect x="53" y="4" width="14" height="62" rx="7" fill={wood} />
        <rect x="38" y="60" width="44" height="20" rx="10" fill={main} />
        <path d="M42 80v18M48 80v20M54 80v20M60 80v20M66 80v20M72 80v20M78 80v18" stroke={cream} stroke-width="4" />
      </g>
    ) : (
      <>
        <rect x="18" y="46" width="84" height="24" rx="12" fill={wood} />
        <path d="M60 46h30q12 0 12 12t-12 12H60q12-12 0-24z" fill={woodDark} opacity=".5" />
        <path
          d="M26 70v22M34 70v26M42 70v28M50 70v28M58 70v28M66 70v28M74 70v28M82 70v28M90 70v24"
          stroke={cream}
          stroke-width="5"
        />
        <path d="M40 58h40" stroke={dark} stroke-width="3" />
      </>
    ),
}
