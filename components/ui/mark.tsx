/** The mark: a small stave-and-hoop bucket; the same drawing as public/mark.svg. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className} fill="none" stroke="currentColor">
      <path d="M6.6 8C6.6 4.4 9 2.5 12 2.5S17.4 4.4 17.4 8" strokeWidth="1.6" strokeLinecap="round" />
      <path
        d="M4.2 8h15.6l-1.7 13H5.9z"
        fill="currentColor"
        fillOpacity=".14"
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <path d="M9.4 8.4l.5 12.2M14.6 8.4l-.5 12.2" strokeWidth="1.1" />
      <path d="M4.7 12h14.6M5.4 17.2h13.2" strokeWidth="1.9" />
    </svg>
  );
}
