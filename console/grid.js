// A window on many rows: only those in view are elements, so a hundred thousand scroll like ten.
import { el, fill } from './core.js';

/** Makes a scrolling list; `row` returns the element of an index at a place from the top. */
export function windowed({ height, rowHeight, label, row, head, width, role = 'list', more = {} }) {
  const rows = el('div.rows', { role: role === 'grid' ? 'rowgroup' : null });
  const node = el('div.window', { tabindex: '0', role, 'aria-label': label, ...more }, head, rows);
  let count = 0;
  let drawn = '';
  const draw = force => {
    const top = Math.max(0, Math.floor(node.scrollTop / rowHeight) - 6);
    const end = Math.min(count, top + Math.ceil((node.clientHeight || height) / rowHeight) + 12);
    const key = `${top} ${end} ${count}`;
    if (!force && key === drawn) return;
    drawn = key;
    const focused = document.activeElement?.closest?.('[data-index]')?.dataset.index;
    fill(rows, Array.from({ length: Math.max(0, end - top) }, (_, place) => {
      const element = row(top + place);
      element.dataset.index = top + place;
      element.style.setProperty('top', `${(top + place) * rowHeight}px`);
      return element;
    }));
    if (focused !== undefined && node.contains(document.activeElement) === false) {
      rows.querySelector(`[data-index="${focused}"]`)?.focus({ preventScroll: true });
    }
  };
  const update = number => {
    count = number;
    rows.style.setProperty('height', `${count * rowHeight}px`);
    if (width) rows.style.setProperty('width', width);
    node.style.setProperty('height', `${Math.min(height, Math.max(3, count) * rowHeight + (head ? 36 : 4))}px`);
    draw(true);
  };
  node.addEventListener('scroll', () => requestAnimationFrame(() => draw(false)));
  return { node, update, draw: () => draw(true), reveal: index => {
    const top = index * rowHeight;
    if (top < node.scrollTop) node.scrollTop = top;
    else if (top + rowHeight > node.scrollTop + node.clientHeight - 8) node.scrollTop = top + rowHeight - node.clientHeight + 8;
    draw(true);
  } };
}
