import type { Wordings } from './questions'

/** Words for whom they are meant: style sheets show those that fit the chosen kind of business, without scripts. */
export function Worded({ wordings: { any, sole, company }, part }: { wordings: Wordings; part: 'label' | 'hint' }) {
  if (!sole && !company) return any[part] ?? null
  return (
    <>
      <span className="of-any">{any[part]}</span>
      <span className="of-sole">{(sole ?? any)[part]}</span>
      <span className="of-company">{(company ?? any)[part]}</span>
    </>
  )
}
