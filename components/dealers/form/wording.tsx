import type { Wordings } from './questions'

/** Words for each kind of business. Style sheets show those of the chosen kind, so it works without scripts. */
export function Worded({ wordings: { any, sole, company }, part }: { wordings: Wordings; part: 'label' | 'hint' }) {
  if (!sole && !company) return any[part] ? <span>{any[part]}</span> : null
  return (
    <>
      <span className="of-any">{any[part]}</span>
      <span className="of-sole">{(sole ?? any)[part]}</span>
      <span className="of-company">{(company ?? any)[part]}</span>
    </>
  )
}
