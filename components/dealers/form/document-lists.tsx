type Props = { lists: Array<{ heading: string | null; documents: string[] }> }

/** The documents that Paynet asks for later, as Paynet names them where it has told, for one kind of business or for both side by side. */
export function DocumentLists({ lists }: Props) {
  return (
    <div className={`mt-2 grid gap-x-8 gap-y-4 ${lists.length > 1 ? 'sm:grid-cols-2' : ''}`}>
      {lists.map(({ heading, documents }) => (
        <div key={heading}>
          {heading ? <h3 className="mb-1 text-sm font-medium">{heading}</h3> : null}
          <ul className="list-disc pl-5 text-soft">
            {documents.map((document) => (
              <li key={document}>{document}</li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}
