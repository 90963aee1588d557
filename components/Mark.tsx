/** The sign of Tessera: a tablet with its corner cut, and the ring of the watch in it. The same as `public/icon`. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <path
        class="mark-tablet"
        d="M13 3h15.500a9 9 0 0 1 6.4 2.600l7.5 7.500A9 9 0 0 1 45 19.500V35a10 10 0 0 1-10 10H13A10 10 0 0 1 3 35V13A10 10 0 0 1 13 3z"
      />
      <path class="mark-ring" d="M24 13.500a10.5 10.5 0 1 0 10.5 10.5" />
      <circle class="mark-dot" cx="33" cy="15" r="3.2" />
    </svg>
  );
}
