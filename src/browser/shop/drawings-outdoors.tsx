import { brass, cream, type Drawing, steel, steelDark, wood, woodDark } from './drawing.ts'

/** Paper, garden, outdoors, play, wear: by the name of the shelf. */
export const drawingsOutdoors: Record<string, Drawing> = {
  Notebooks: ({ main, dark, light, accent }, turn) => (
    <>
      <rect x="30" y="18" width="64" height="82" rx="5" fill={cream} />
      <rect x="26" y="16" width="64" height="84" rx="5" fill={main} />
      <path d="M26 21a5 5 0 0 1 5-5h7v84h-7a5 5 0 0 1-5-5z" fill={dark} />
      {turn < 0.5 ? (
        <rect x="48" y="32" width="32" height="18" rx="2" fill={light} />
      ) : (
        <path d="M44 76q12-30 40-36M52 84q10-26 34-30" stroke={light} stroke-width="3" fill="none" />
      )}
      <path d="M72 16v84" stroke={accent} stroke-width="4" />
    </>
  ),
  'Pens & pencils': ({ main, dark, accent }, turn) => (
    <g transform="rotate(32 60 60)">
      <rect x="38" y="10" width="11" height="74" rx="4" fill={main} />
      <path d="M38 84h11l-5.5 16z" fill={turn < 0.5 ? brass : cream} />
      <path d="M43 92h2v8h-2z" fill={dark} />
      <rect x="38" y="34" width="11" height="5" fill={brass} />
      <rect x="49" y="14" width="3" height="24" rx="1.5" fill={brass} />
      <rect x="62" y="18" width="10" height="66" fill={accent} />
      <rect x="62" y="12" width="10" height="9" rx="3" fill={steel} />
      <path d="M62 84h10l-5 15z" fill={cream} />
      <rect x="80" y="22" width="9" height="62" rx="4" fill={dark} />
      <path d="M80 84h9l-4.5 12z" fill={steelDark} />
    </g>
  ),
  Desk: ({ main, dark, light }, turn) =>
    turn < 0.5 ? (
      <>
        <path d="M46 60V26l5-6 5 6v34M62 60V32l4-5 4 5v28" fill={light} stroke={woodDark} stroke-width="1.5" />
        <path d="M76 58l8-34" stroke={steelDark} stroke-width="4" />
        <path d="M36 52h52v42a6 6 0 0 1-6 6H42a6 6 0 0 1-6-6z" fill={main} />
        <path d="M70 52h18v42a6 6 0 0 1-6 6H70q7-24 0-48z" fill={dark} opacity=".4" />
      </>
    ) : (
      <>
        <rect x="14" y="78" width="92" height="22" rx="4" fill={main} />
        <rect x="14" y="52" width="92" height="22" rx="4" fill={main} />
        <path d="M20 58h80v10H20zM20 84h80v10H20z" fill={dark} opacity=".5" />
        <path d="M26 44h58l6 8H22z" fill={cream} />
        <rect x="14" y="50" width="6" height="50" fill={wood} />
        <rect x="100" y="50" width="6" height="50" fill={wood} />
      </>
    ),
  'Cards & wrap': ({ main, dark, light, accent }, turn) =>
    turn < 0.5 ? (
      <>
        <rect x="24" y="46" width="72" height="54" rx="3" fill={main} />
        <rect x="20" y="38" width="80" height="16" rx="3" fill={dark} />
        <rect x="54" y="38" width="12" height="62" fill={accent} />
        <path d="M60 38q-26-4-22-18t22 18q-4-28 12-24t-12 24z" fill={accent} />
      </>
    ) : (
      <>
        <rect x="36" y="22" width="60" height="76" rx="3" fill={light} transform="rotate(8 66 60)" />
        <rect x="22" y="26" width="60" height="74" rx="3" fill={main} />
        <path
          d="M52 88V56M52 70q-14-2-14-16 14 2 14 16zM52 62q14-2 14-16-14 2-14 16z"
          fill={cream}
          stroke={cream}
          stroke-width="2"
        />
        <circle cx="52" cy="42" r="6" fill={accent} />
      </>
    ),
  'Hand tools': ({ main, dark }, turn) => (
    <g transform="rotate(20 60 60)">
      {turn < 0.5 ? (
        <path d="M44 104q-18-24 0-46 18 22 0 46z" fill={steel} transform="rotate(180 44 78)" />
      ) : (
        <path d="M34 100V66h4v22h4V66h4v22h4V66h4v34z" fill={steel} transform="rotate(180 44 82)" />
      )}
      <rect x="41" y="46" width="6" height="18" fill={steelDark} />
      <rect x="38" y="10" width="12" height="40" rx="6" fill={wood} />
      <path d="M38 18h12" stroke={main} stroke-width="5" />
      <path d="M74 62q-14-26-4-46 12 16 10 44zM82 62q14-22 14-44-14 12-20 42z" fill={steel} />
      <circle cx="79" cy="60" r="5" fill={steelDark} />
      <path d="M76 62q-14 12-12 40h8q0-20 10-36zM82 62q16 10 16 38h-8q-2-20-12-34z" fill={main} />
      <path d="M64 96h8M90 94h8" stroke={dark} stroke-width="4" />
    </g>
  ),
  'Pots & planters': ({ main, dark, light }, turn) => (
    <>
      {turn < 0.5 ? (
        <path
          d="M60 56q-2-24-24-30 2 22 22 30M60 56q2-30 26-36 0 26-24 36M60 56V20"
          stroke="#567a4e"
          stroke-width="3"
          fill="#7fa06c"
        />
      ) : (
        <g fill="#6d945f">
          <ellipse cx="60" cy="34" rx="8" ry="20" />
          <ellipse cx="44" cy="40" rx="7" ry="17" transform="rotate(-26 44 40)" />
          <ellipse cx="76" cy="40" rx="7" ry="17" transform="rotate(26 76 40)" />
        </g>
      )}
      <path d="M28 62h64l-7 32a7 7 0 0 1-7 6H42a7 7 0 0 1-7-6z" fill={main} />
      <path d="M70 62h22l-7 32a7 7 0 0 1-7 6H68q10-18 2-38z" fill={dark} opacity=".38" />
      <rect x="24" y="52" width="72" height="13" rx="3" fill={light} />
    </>
  ),
  'Seeds & bulbs': ({ main, dark, light, accent }, turn) => (
    <>
      <rect x="30" y="18" width="60" height="82" rx="3" fill={main} />
      <path d="M30 18h60v13H30z" fill={dark} />
      <rect x="38" y="40" width="44" height="50" rx="22" fill={cream} />
      <path d="M60 88V60" stroke="#567a4e" stroke-width="3" />
      <path d="M60 76q-12 0-13-10 12 0 13 10zM60 70q12 0 13-10-12 0-13 10z" fill="#7fa06c" />
      {turn < 0.5 ? (
        <g fill={accent}>
          <circle cx="60" cy="50" r="5" />
          <circle cx="53" cy="56" r="5" />
          <circle cx="67" cy="56" r="5" />
          <circle cx="56" cy="63" r="5" />
          <circle cx="64" cy="63" r="5" />
          <circle cx="60" cy="57" r="4" fill={light} />
        </g>
      ) : (
        <path d="M48 48l6 6 6-10 6 10 6-6v10q-2 10-12 10t-12-10z" fill={accent} />
      )}
    </>
  ),
  Watering: ({ main, dark, light }) => (
    <>
      <path d="M78 60q28-6 26 14t-28 18" fill="none" stroke={dark} stroke-width="6" />
      <path d="M36 76L14 44" stroke={main} stroke-width="9" />
      <path d="M6 46l14-12 5 7-14 11z" fill={light} />
      <path d="M34 54h46v38a8 8 0 0 1-8 8H42a8 8 0 0 1-8-8z" fill={main} />
      <path d="M62 54h18v38a8 8 0 0 1-8 8H60q10-20 2-46z" fill={dark} opacity=".35" />
      <path d="M38 54q2-24 19-24t19 24" fill="none" stroke={dark} stroke-width="5" />
      <rect x="30" y="50" width="54" height="8" rx="4" fill={light} />
    </>
  ),
  'Camp kitchen': ({ main, dark, light }, turn) =>
    turn < 0.5 ? (
      <>
        <path d="M34 60q0-26 26-26t26 26" fill="none" stroke={steelDark} stroke-width="4" />
        <path d="M88 66l14-12-4-6-14 8z" fill={dark} />
        <path d="M30 60h60v22a14 14 0 0 1-14 14H44a14 14 0 0 1-14-14z" fill={main} />
        <path d="M68 60h22v22a14 14 0 0 1-14 14H66q10-16 2-36z" fill={dark} opacity=".4" />
        <path d="M34 60q26-16 52 0z" fill={light} />
        <circle cx="60" cy="51" r="4" fill={brass} />
      </>
    ) : (
      <>
        <rect x="42" y="14" width="36" height="20" rx="5" fill={steel} />
        <rect x="38" y="32" width="44" height="68" rx="8" fill={main} />
        <path d="M66 32h8a8 8 0 0 1 8 8v52a8 8 0 0 1-8 8h-8q8-34 0-68z" fill={dark} opacity=".4" />
        <rect x="38" y="52" width="44" height="8" fill={light} />
        <rect x="38" y="86" width="44" height="5" fill={steel} />
      </>
    ),
  Lanterns: ({ main, dark, light }, turn) =>
    turn < 0.5 ? (
      <>
        <path d="M42 34q0-22 18-22t18 22" fill="none" stroke={dark} stroke-width="4" />
        <path d="M40 34h40l6 10H34z" fill={main} />
        <rect x="38" y="44" width="44" height="42" rx="4" fill="#ffeab0" />
        <path d="M60 52q9 12 0 24-9-12 0-24z" fill="#f2a33a" />
        <path d="M38 44v42M52 44v42M68 44v42M82 44v42" stroke={dark} stroke-width="3" />
        <rect x="32" y="86" width="56" height="14" rx="4" fill={main} />
      </>
    ) : (
      <>
        <path d="M8 30q52 44 104 0" fill="none" stroke={dark} stroke-width="3" />
        {[22, 41, 60, 79, 98].map((x, k) => (
          <g key={x}>
            <rect x={x - 4} y={[41, 49, 52, 49, 41][k]! - 2} width="8" height="8" fill={dark} />
            <circle cx={x} cy={[41, 49, 52, 49, 41][k]! + 15} r="11" fill={k % 2 ? light : main} />
            <circle cx={x} cy={[41, 49, 52, 49, 41][k]! + 15} r="5" fill="#ffeab0" />
          </g>
        ))}
      </>
    ),
  Bags: ({ main, dark, light, accent }, turn) =>
    turn < 0.5 ? (
      <>
        <path d="M46 26q0-14 14-14t14 14" fill="none" stroke={dark} stroke-width="5" />
        <path d="M28 44q0-22 32-22t32 22v48a8 8 0 0 1-8 8H36a8 8 0 0 1-8-8z" fill={main} />
        <path d="M70 23q22 4 22 21v48a8 8 0 0 1-8 8H70q10-40 0-77z" fill={dark} opacity=".35" />
        <rect x="36" y="64" width="48" height="28" rx="5" fill={light} />
        <path d="M36 72h48" stroke={dark} stroke-width="2.5" />
        <rect x="56" y="68" width="8" height="9" rx="2" fill={brass} />
        <path d="M32 48h56" stroke={accent} stroke-width="4" />
      </>
    ) : (
      <>
        <path d="M42 48V34q0-16 18-16t18 16v14" fill="none" stroke={woodDark} stroke-width="5" />
        <path d="M26 46h68l5 48a6 6 0 0 1-6 6H27a6 6 0 0 1-6-6z" fill={main} />
        <path d="M70 46h24l5 48a6 6 0 0 1-6 6H72q8-26-2-54z" fill={dark} opacity=".35" />
        <circle cx="56" cy="74" r="12" fill={light} />
        <path d="M56 82q-8-6-2-14M56 82q8-6 2-14" stroke={main} stroke-width="2.5" fill="none" />
      </>
    ),
  Picnic: ({ main, dark, light }, turn) =>
    turn < 0.5 ? (
      <>
        <path d="M34 56q0-34 26-34t26 34" fill="none" stroke={woodDark} stroke-width="6" />
        <path d="M18 56h84l-8 38a7 7 0 0 1-7 6H33a7 7 0 0 1-7-6z" fill={wood} />
        <path d="M22 68h76M24 80h72M26 90h68M40 56l4 44M60 56v44M80 56l-4 44" stroke={woodDark} stroke-width="2.5" />
        <path d="M14 50h60q6 18-2 28-8-4-12-16-20 4-46-2z" fill={main} />
        <path d="M24 50v10M38 50v12M52 50v10" stroke={light} stroke-width="4" />
      </>
    ) : (
      <>
        <path d="M20 44h80l12 56H8z" fill={main} />
        <path
          d="M17 58h86M14 74h92M11 90h98M40 44l-8 56M60 44v56M80 44l8 56"
          stroke={light}
          stroke-width="6"
          opacity=".75"
        />
        <path d="M8 100h104" stroke={dark} stroke-width="4" stroke-dasharray="3 4" />
      </>
    ),
  'Wooden toys': ({ main, dark, light, accent }, turn) =>
    turn < 0.5 ? (
      <>
        <path d="M30 78V54q0-10 12-10h10l8-16 6 16q18 2 22 18l6-6v22z" fill={main} />
        <path d="M30 70q-14-8-14-24 16 4 18 18z" fill={accent} />
        <circle cx="78" cy="56" r="3" fill={dark} />
        <rect x="24" y="76" width="76" height="10" rx="4" fill={wood} />
        <circle cx="38" cy="90" r="10" fill={dark} />
        <circle cx="86" cy="90" r="10" fill={dark} />
        <circle cx="38" cy="90" r="4" fill={light} />
        <circle cx="86" cy="90" r="4" fill={light} />
      </>
    ) : (
      <>
        <rect x="20" y="68" width="32" height="32" rx="4" fill={main} />
        <rect x="54" y="68" width="32" height="32" rx="4" fill={accent} />
        <rect x="36" y="36" width="32" height="32" rx="4" fill={light} />
        <path d="M52 4l18 30H34z" fill={dark} />
        <path d="M94 100V80a12 12 0 0 1 14 0v20z" fill={wood} />
        <circle cx="36" cy="84" r="7" fill={cream} />
        <path d="M62 78h16v14H62z" fill={cream} opacity=".7" />
      </>
    ),
  Games: ({ main, dark, light, accent }, turn) =>
    turn < 0.5 ? (
      <>
        <rect x="20" y="26" width="44" height="64" rx="5" fill={light} transform="rotate(-12 42 58)" />
        <rect x="44" y="24" width="44" height="66" rx="5" fill={main} transform="rotate(6 66 57)" />
        <path d="M66 38l10 18-10 18-10-18z" fill={cream} transform="rotate(6 66 57)" />
        <rect x="76" y="76" width="24" height="24" rx="5" fill={accent} />
        <circle cx="83" cy="83" r="2.5" fill={cream} />
        <circle cx="93" cy="93" r="2.5" fill={cream} />
        <circle cx="88" cy="88" r="2.5" fill={cream} />
      </>
    ) : (
      <>
        <path d="M14 66l46-20 46 20-46 22z" fill={cream} />
        <path d="M14 66l46 22v10L14 76zM106 66L60 88v10l46-22z" fill={dark} />
        <path
          d="M37 56l23 10-23 11-23-11zM83 56l23 10-23 11-23-11zM60 46l23 10-23 10-23-10z"
          fill={main}
          opacity=".75"
        />
        <path d="M52 60q-2-14 4-20a8 8 0 1 1 8 0q6 6 4 20z" fill={accent} />
        <path d="M80 68q-2-10 3-15a6 6 0 1 1 6 0q5 5 3 15z" fill={dark} />
      </>
    ),
  Puzzles: ({ main, dark, light, accent }) => (
    <>
      <path
        d="M22 26h34q-4 16 6 16t6-16h32v34q-16-4-16 6t16 6v28H66q4-14-6-14t-6 14H22V68q14 4 14-6t-14-4z"
        fill={main}
      />
      <path d="M62 42q10 0 6-16h32v34q-16-4-16 6H62z" fill={light} />
      <path d="M54 100q-4-14 6-14V66H36q0 6-14 2v32z" fill={accent} />
      <path d="M62 42v44M22 64h78" stroke={dark} stroke-width="1.5" opacity=".35" />
    </>
  ),
  'Craft kits': ({ main, dark, light, accent }, turn) =>
    turn < 0.5 ? (
      <>
        <circle cx="58" cy="62" r="38" fill={wood} />
        <circle cx="58" cy="62" r="32" fill={cream} />
        <rect x="52" y="14" width="12" height="12" rx="3" fill={brass} />
        <path
          d="M58 84V56M58 72q-14-2-16-14 14 0 16 14zM58 66q14-2 16-14-14 0-16 14z"
          stroke="#567a4e"
          stroke-width="2"
          fill="#8fae7d"
        />
        <circle cx="58" cy="50" r="7" fill={main} />
        <circle cx="46" cy="54" r="4" fill={accent} />
        <path d="M70 84L108 22" stroke={steelDark} stroke-width="3" />
        <path d="M108 22q-30-6-34 30" stroke={main} stroke-width="2" fill="none" />
      </>
    ) : (
      <>
        <rect x="14" y="52" width="92" height="48" rx="6" fill={dark} />
        <rect x="20" y="58" width="80" height="36" rx="3" fill={cream} />
        {[main, accent, light, dark, '#c4704a', '#86afc9'].map((colour, k) => (
          <rect
            key={k}
            x={25 + (k % 3) * 24}
            y={62 + Math.floor(k / 3) * 15}
            width="20"
            height="12"
            rx="3"
            fill={colour}
          />
        ))}
        <g transform="rotate(-24 60 34)">
          <rect x="24" y="30" width="60" height="6" rx="3" fill={wood} />
          <path d="M84 29h12q8 4 12 4-4 0-12 4H84z" fill={main} />
          <rect x="78" y="28.5" width="8" height="9" fill={steel} />
        </g>
      </>
    ),
  Scarves: ({ main, dark, light, accent }, turn) => (
    <>
      <path d="M34 88V46a26 26 0 0 1 52 0v34H66V48a6 6 0 0 0-12 0v40z" fill={main} />
      <path d="M60 20a26 26 0 0 1 26 26v34H66V48a6 6 0 0 0-6-6z" fill={dark} opacity=".4" />
      <path d="M34 70h20M34 79h20M66 62h20M66 71h20" stroke={turn < 0.5 ? light : accent} stroke-width="4" />
      {turn < 0.5 && <path d="M41 48v40M47 44v44M73 46v34M79 48v32" stroke={light} stroke-width="2" opacity=".45" />}
      <path
        d="M36 88v12M41 88v12M47 88v12M52 88v12M68 80v12M73 80v12M79 80v12M84 80v12"
        stroke={main}
        stroke-width="2.5"
      />
    </>
  ),
  Hats: ({ main, dark, light, accent }, turn) =>
    turn < 0.5 ? (
      <>
        <circle cx="60" cy="24" r="11" fill={light} />
        <path d="M26 82q-2-50 34-50t34 50z" fill={main} />
        <path d="M70 33q26 6 24 49H74q8-28-4-49z" fill={dark} opacity=".35" />
        <rect x="20" y="74" width="80" height="24" rx="10" fill={light} />
        <path
          d="M32 76v20M44 76v20M56 76v20M68 76v20M80 76v20M90 77v18"
          stroke={main}
          stroke-width="2.5"
          opacity=".6"
        />
      </>
    ) : (
      <>
        <ellipse cx="60" cy="82" rx="52" ry="15" fill={dark} />
        <ellipse cx="60" cy="79" rx="52" ry="14" fill={main} />
        <path d="M32 78q0-44 28-44t28 44q-28 12-56 0z" fill={main} />
        <path d="M68 35q20 5 20 43-7 3-14 4 6-24-6-47z" fill={dark} opacity=".35" />
        <path d="M32 68q28 12 56 0v10q-28 12-56 0z" fill={accent} />
      </>
    ),
  Socks: ({ main, dark, light, accent }, turn) => (
    <>
      <g transform="translate(14 -4)">
        <path d="M46 22h24v46l20 12q10 8 2 18-6 6-16 2L46 86z" fill={dark} />
        <path d="M46 22h24v10H46z" fill={light} />
      </g>
      <path d="M30 18h26v48l20 12q12 8 4 20-6 8-18 2L32 84q-2-2-2-6z" fill={main} />
      <path d="M30 18h26v12H30z" fill={light} />
      <path d="M76 78q12 8 4 20-6 8-18 2 12-4 14-22z" fill={accent} />
      {turn < 0.5 ? (
        <path d="M30 40h26M30 48h26M30 56h26" stroke={accent} stroke-width="3" />
      ) : (
        <g fill={light}>
          <circle cx="38" cy="44" r="3" />
          <circle cx="48" cy="54" r="3" />
          <circle cx="38" cy="64" r="3" />
          <circle cx="52" cy="74" r="3" />
        </g>
      )}
    </>
  ),
  Aprons: ({ main, dark, light, accent }, turn) => (
    <>
      <path d="M46 30q0-18 14-18t14 18" fill="none" stroke={dark} stroke-width="4" />
      <path d="M44 28h32v20q6 12 20 14v34a5 5 0 0 1-5 5H29a5 5 0 0 1-5-5V62q14-2 20-14z" fill={main} />
      <path d="M70 28h6v20q6 12 20 14v34a5 5 0 0 1-5 5H74q8-34-4-73z" fill={dark} opacity=".32" />
      <path d="M24 62L8 70M96 62l16 8" stroke={dark} stroke-width="4" />
      <rect x="40" y="68" width="40" height="20" rx="3" fill={turn < 0.5 ? light : dark} opacity=".85" />
      <path d="M60 68v20" stroke={main} stroke-width="2" />
      {turn > 0.6 && <path d="M48 30v34M60 30v36M72 30v34" stroke={accent} stroke-width="2.5" opacity=".8" />}
    </>
  ),
}
