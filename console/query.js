// The query workbench: an editor that completes and checks, and a grid, statistics and a chart of the result.
import { admin, announce, badge, button, el, empty, fail, field, fill, input, isReadOnly, onChange, panel, put, save, select,
  service, show, tenant, time, toast, value } from './core.js';
import { windowed } from './grid.js';

export const title = 'Query';
const keywords = ['SELECT', 'FROM', 'WHERE', 'ORDER BY', 'LIMIT', 'TIMESPAN', 'DISTINCT', 'AND', 'OR', 'NOT', 'IN', 'LIKE', 'BETWEEN', 'IS NULL', 'ASC', 'DESC'];
const wordPattern = /\b(SELECT|DISTINCT|FROM|WHERE|ORDER|BY|LIMIT|TIMESPAN|AND|OR|NOT|IN|LIKE|BETWEEN|IS|NULL|ASC|DESC|AGGREGATED)\b|'(?:[^']|'')*'?|\b\d+(?:\.\d+)?\b/gi;
const kept = { program: 'cmp', text: '' };

export async function render(page, parameters) {
  const catalogue = await admin('catalogue');
  if (parameters.get('query')) kept.text = parameters.get('query');
  kept.text ||= `SELECT OrderId, OrderPurchaseDate, Quantity\nFROM ISVOrder\nORDER BY OrderPurchaseDate DESC`;
  const datasets = () => catalogue[kept.program].datasets;
  let timer = 0, serial = 0, diagnostics = [], stored = [];

  const program = select(['cmp', 'mpn'], kept.program, { onchange: () => { kept.program = program.value; drawExamples(); check(); } });
  const examples = select([], '', { onchange: () => { if (examples.value) { setText(examples.value); examples.value = ''; } } });
  const editor = makeEditor(kept.text, () => { kept.text = editor.text(); clearTimeout(timer); timer = setTimeout(check, 160); }, suggestions, () => run());
  const problems = el('div', { role: 'status', 'aria-live': 'polite' });
  const rows = select([['1000', '1,000 rows'], ['10000', '10,000 rows'], ['100000', '100,000 rows']], '10000', { 'aria-label': 'Rows to show' });
  const result = el('div.page', {});
  const setText = text => { editor.set(text); kept.text = text; check(); };

  async function drawExamples() {
    stored = (await admin('reports')).queries.filter(one => one.program === kept.program);
    fill(examples, el('option', { value: '' }, 'Examples and stored queries …'),
      el('optgroup', { label: 'Published by the service' }, catalogue[kept.program].queries.map(one => el('option', { value: one.query }, one.name))),
      stored.length > 0 && el('optgroup', { label: 'Stored' }, stored.map(one => el('option', { value: one.query }, one.name))));
  }

  // Diagnostics
  async function check() {
    const mine = ++serial, text = editor.text();
    if (!text.trim()) { diagnostics = []; editor.mark([]); fill(problems, el('p.hint', {}, 'Write a query, or choose an example.')); return; }
    let answer;
    try { answer = await admin(`query?program=${kept.program}&rows=0&query=${encodeURIComponent(text)}`); }
    catch (error) { if (mine === serial) fill(problems, el('p.error', {}, error.message)); return; }
    if (mine !== serial) return;
    diagnostics = answer.diagnostics;
    editor.mark(diagnostics);
    fill(problems, diagnostics.map(one => {
      const suggestion = one.hint?.match(/did you mean ["']([^"']+)["']/)?.[1];
      return el('div.diagnostic.' + one.severity, {}, el('span', {}, el('strong', {}, `Line ${one.line}, column ${one.column}: `), one.message, one.hint && ` – ${one.hint}`),
        el('span.row.tight', {}, suggestion && button(`Use ${suggestion}`, () => {
          setText(text.slice(0, one.start) + suggestion + text.slice(one.end));
          editor.focus();
        }, 'small'), button('Show', () => editor.choose(one.start, one.end), 'small')));
    }), answer.valid && el('div.diagnostic.fine', {}, `A valid query of ${answer.dataset}: ${answer.columns.length} columns, ${answer.timespan.replaceAll('_', ' ').toLowerCase()}.`));
  }

  // Completion
  function suggestions(text, at) {
    const before = text.slice(0, at);
    const word = before.match(/[\w$]*$/)[0];
    const rest = before.slice(0, at - word.length);
    const last = rest.toUpperCase().match(/\b(SELECT|FROM|WHERE|BY|TIMESPAN|LIMIT|AND|OR)\b(?!.*\b(SELECT|FROM|WHERE|BY|TIMESPAN|LIMIT|AND|OR)\b)/s)?.[1];
    const dataset = datasets().find(one => one.name.toLowerCase() === text.match(/\bFROM\s+(\w+)/i)?.[1]?.toLowerCase());
    const entry = kind => name => typeof name === 'string' ? { text: name, kind } : { text: name.name, kind: name.type ?? kind };
    const all = last === 'FROM' && !/\bFROM\s+\w+\s/i.test(rest.slice(rest.toUpperCase().lastIndexOf('FROM'))) ? datasets().map(one => ({ text: one.name, kind: 'dataset' }))
      : last === 'TIMESPAN' ? (dataset?.timespans ?? []).map(entry('span'))
        : [...(dataset ? [dataset] : datasets()).flatMap(one => [...one.columns.map(entry('column')), ...one.metrics.map(entry('metric'))]), ...keywords.map(entry('keyword'))];
    const wanted = word.toLowerCase();
    const unique = [...new Map(all.map(one => [one.text, one])).values()];
    const starts = unique.filter(one => one.text.toLowerCase().startsWith(wanted));
    const contains = unique.filter(one => !starts.includes(one) && wanted.length > 1 && one.text.toLowerCase().includes(wanted));
    return { word, list: [...starts, ...contains].filter(one => one.text !== word).slice(0, 60) };
  }

  // The result
  async function run() {
    const start = performance.now();
    fill(result, el('p.hint', {}, 'Running …'));
    let answer;
    try { answer = exact(await (await admin(`query?program=${kept.program}&rows=${rows.value}&query=${encodeURIComponent(editor.text())}`, { raw: true })).text()); }
    catch (error) { fill(result, el('p.error', { role: 'alert' }, error.message)); return; }
    const ms = performance.now() - start;
    if (!answer.valid) { fill(result, empty('The query has a mistake', 'It is marked in the text, and explained below it.')); check(); return; }
    const line = `${answer.rowCount.toLocaleString('en')} rows in ${ms.toFixed(0)} ms` + (answer.rows.length < answer.rowCount ? `; the first ${answer.rows.length.toLocaleString('en')} are shown` : '');
    announce(line);
    fill(result, el('p.line', { id: 'row-count' }, badge('done', 'good'), line), answer.rows.length === 0 ? empty('No rows', 'The query is valid; nothing matches it in its span of time.') : view(answer));
  }

  put(page, panel('Text', el('div.row', {}, field('Program', program), field('Examples', examples)), editor.node, problems,
    el('div.row.tight', {}, button('Run', run, 'primary'), el('span', {}, rows), el('span.hint', {}, 'Ctrl Enter runs, Ctrl Space completes')), keep(editor, drawExamples)), result);
  drawExamples().catch(fail);
  check();
  if (parameters.get('run')) run();
  return () => clearTimeout(timer);
}

// ---- Keeping a query

function keep(editor, stored) {
  if (isReadOnly()) return null;
  const name = input('', { placeholder: 'Monthly orders' });
  const at = new Date(Math.ceil(Date.parse(tenant.now) / 3600000 + 5) * 3600000).toISOString().slice(0, 19) + 'Z';
  const [report, start, interval, count, callback] = [input('', { placeholder: 'Orders for the partner' }), input(at), input('24', { inputmode: 'numeric' }), input('10', { inputmode: 'numeric' }), input('', { placeholder: 'none' })];
  const format = select(['csv', 'tsv']);
  const outcome = el('p', { 'aria-live': 'polite' });
  const create = async () => {
    if (!name.value.trim()) { name.setAttribute('aria-invalid', 'true'); name.focus(); throw new Error('A stored query needs a name.'); }
    name.removeAttribute('aria-invalid');
    const record = value(await service(kept.program, 'POST', 'ScheduledQueries', { Name: name.value, Query: editor.text() }))[0];
    await stored();
    return record;
  };
  return el('details', {}, el('summary', {}, 'Store it, or schedule a report'), el('div.page', {}, el('div.row', {}, field('Name of the query', name), button('Store the query', async () => {
    const record = await create();
    fill(outcome, badge('stored', 'good'), ' ', el('code', {}, record.queryId));
  })), el('div.row', {}, field('Report', report), field('Start', start), field('Hours between', interval), field('Times', count), field('Format', format), field('Callback', callback),
  button('Store and schedule', async () => {
    const record = await create();
    const body = { ReportName: report.value || name.value, QueryId: record.queryId, StartTime: start.value, RecurrenceInterval: Number(interval.value), RecurrenceCount: Number(count.value), Format: format.value };
    if (callback.value) body.CallbackUrl = callback.value;
    const made = value(await service(kept.program, 'POST', 'ScheduledReport', body))[0];
    fill(outcome, badge('scheduled', 'good'), ` first slot ${time(made.startTime)} · `, el('a', { href: '#/timeline' }, 'see it on the timeline'));
    toast('The report is scheduled');
  })), outcome));
}

// ---- The editor: a text area over a copy of its text with colours and marks

function makeEditor(text, onInput, suggest, run) {
  const list = el('ul.choices', { role: 'listbox', id: 'choices', 'aria-label': 'Completions', hidden: true });
  const copy = el('pre', { 'aria-hidden': 'true' });
  const area = el('textarea', { value: text, spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', rows: 6, 'aria-label': 'Text of the query',
    'aria-autocomplete': 'list', 'aria-controls': 'choices', 'aria-haspopup': 'listbox' });
  const node = el('div.editor', {}, copy, area, list);
  let marks = [], chosen = 0, found = null;

  function paint() {
    const text = area.value, pieces = [];
    const mark = marks[0];
    const cuts = mark ? [mark.start, Math.max(mark.end, mark.start + 1)] : [];
    let last = 0;
    const add = (from, to, kind) => {
      // A mark may begin or end within a word.
      const stops = [from, ...cuts.filter(cut => cut > from && cut < to), to];
      for (let index = 0; index + 1 < stops.length; index++) {
        const part = text.slice(stops[index], stops[index + 1]);
        const isMarked = mark && stops[index] >= cuts[0] && stops[index] < cuts[1];
        if (part) pieces.push(kind || isMarked ? el('span' + (kind ? '.' + kind : '') + (isMarked ? '.squiggle.' + mark.severity : ''), {}, raw(part)) : raw(part));
      }
    };
    for (const match of text.matchAll(wordPattern)) {
      add(last, match.index);
      add(match.index, match.index + match[0].length, match[1] ? 'k' : 'l');
      last = match.index + match[0].length;
    }
    add(last, text.length);
    if (mark && cuts[0] >= text.length) pieces.push(el('span.squiggle', {}, ' '));
    fill(copy, pieces, raw('\n'));
    area.style.setProperty('height', 'auto');
    area.style.setProperty('height', `${Math.max(area.scrollHeight, copy.scrollHeight)}px`);
  }
  // The copy must be as wide as the text area's text, so nothing is spelled out here; it stays a text node.
  const raw = text => document.createTextNode(text);

  function close() { list.hidden = true; found = null; area.removeAttribute('aria-activedescendant'); }
  function open(isAsked) {
    if (area.selectionStart !== area.selectionEnd) return close();
    found = suggest(area.value, area.selectionStart);
    if (!found.list.length || (!isAsked && !found.word)) return close();
    chosen = 0;
    draw();
    const lines = area.value.slice(0, area.selectionStart).split('\n');
    const style = getComputedStyle(area), height = parseFloat(style.lineHeight);
    list.style.setProperty('top', `${Math.min(lines.length * height + 16, area.clientHeight)}px`);
    list.style.setProperty('left', `${Math.max(0, Math.min(14 + (lines.at(-1).length - found.word.length) * parseFloat(style.fontSize) * .6, area.clientWidth - 250))}px`);
    list.hidden = false;
  }
  function draw() {
    fill(list, found.list.map((one, index) => el('li', { role: 'option', id: `choice-${index}`, 'aria-selected': index === chosen, onmousedown: event => { event.preventDefault(); take(index); } }, one.text, el('small', {}, one.kind))));
    area.setAttribute('aria-activedescendant', `choice-${chosen}`);
    const option = list.children[chosen];
    if (option.offsetTop < list.scrollTop || option.offsetTop + option.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = option.offsetTop - 40;
  }
  function take(index) {
    const at = area.selectionStart, from = at - found.word.length;
    area.setRangeText(found.list[index].text, from, at, 'end');
    close();
    changed();
  }
  function changed() { marks = []; paint(); onInput(); }
  area.addEventListener('input', () => { changed(); open(false); });
  area.addEventListener('blur', close);
  area.addEventListener('click', close);
  area.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') { event.preventDefault(); close(); return run(); }
    if (event.ctrlKey && (event.key === ' ' || event.code === 'Space')) { event.preventDefault(); return open(true); }
    if (list.hidden) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : -1) + found.list.length) % found.list.length;
      draw();
    } else if (event.key === 'Enter' || event.key === 'Tab') { event.preventDefault(); take(chosen); }
    else if (event.key === 'Escape') { event.stopPropagation(); close(); }
  });
  new ResizeObserver(paint).observe(node);
  paint();
  return { node, text: () => area.value, focus: () => area.focus(), set: text => { area.value = text; close(); marks = []; paint(); },
    mark: list => { marks = list; paint(); }, choose: (from, to) => { area.focus(); area.setSelectionRange(from, Math.max(to, from + 1)); } };
}

// ---- Grid, statistics and chart

/** Reads JSON; whole numbers past 2^53 keep their digits. */
const exact = text => !/\d{16}/.test(text) ? JSON.parse(text) : JSON.parse(text, (_, one, context) =>
  typeof one === 'number' && !Number.isSafeInteger(one) && /^-?\d+$/.test(context?.source) ? BigInt(context.source) : one);
const isNumeric = one => typeof one === 'number' || typeof one === 'bigint';

function view(answer) {
  const { columns } = answer;
  let rows = answer.rows, order = null;
  const isNumber = columns.map((_, index) => { const one = rows.find(row => row[index] !== null); return isNumeric(one?.[index]); });
  const isDate = columns.map((_, index) => { const one = rows.find(row => row[index] !== null)?.[index]; return typeof one === 'string' && /^\d{4}-\d\d-\d\d/.test(one); });
  const widths = columns.map((name, index) => {
    let length = name.length + 2;
    for (const row of rows.slice(0, 60)) length = Math.max(length, String(row[index] ?? 'null').length);
    return Math.min(340, 20 + length * 8.2);
  });
  const template = widths.map(width => `minmax(${Math.round(width)}px, 1fr)`).join(' ');
  const total = `max(100%, ${Math.round(widths.reduce((sum, one) => sum + one, 0))}px)`;
  const side = el('div.answer', { 'aria-live': 'polite' });
  const heads = columns.map((name, index) => el('div' + (isNumber[index] ? '.number-cell' : ''), { role: 'columnheader' }, el('button', { type: 'button', 'aria-pressed': 'false', title: `${name}: sort and describe`, onclick: () => choose(index) }, name)));
  const cell = (text, index) => el('div' + (isNumber[index] ? '.number-cell' : '') + (text === null ? '.null' : ''), { role: 'gridcell' }, text === null ? 'null' : isNumeric(text) ? text.toLocaleString('en', { maximumFractionDigits: 6 }) : String(text));
  const grid = windowed({ height: 440, rowHeight: 28, label: 'Rows of the result', role: 'grid', width: total,
    head: el('div', { role: 'rowgroup', css: { position: 'sticky', top: 0, 'z-index': 2, width: total } }, el('div.grid-head', { role: 'row', css: { 'grid-template-columns': template } }, heads)),
    more: { 'aria-rowcount': rows.length, 'aria-colcount': columns.length },
    row: index => el('div.grid-row', { role: 'row', 'aria-rowindex': index + 1, css: { 'grid-template-columns': template, width: '100%' } }, rows[index].map(cell)) });
  grid.update(rows.length);
  function choose(index) {
    order = order?.index === index ? { index, sign: -order.sign } : { index, sign: 1 };
    rows = [...answer.rows].sort((one, other) => {
      const [a, b] = [one[index], other[index]];
      return a === b ? 0 : a === null ? 1 : b === null ? -1 : (a < b ? -1 : 1) * order.sign;
    });
    heads.forEach((head, place) => {
      head.setAttribute('aria-sort', place === index ? (order.sign > 0 ? 'ascending' : 'descending') : 'none');
      head.firstChild.setAttribute('aria-pressed', place === index);
    });
    grid.draw();
    fill(side, statistics(columns[index], answer.rows.map(row => row[index])));
  }
  const csv = () => save('result.csv', [columns, ...answer.rows].map(row => row.map(one => one === null ? '' : /[",\n]/.test(one) ? `"${String(one).replaceAll('"', '""')}"` : one).join(',')).join('\r\n'), 'text/csv');
  return [grid.node, el('div.row.tight', {}, el('span.hint', {}, 'A column’s name sorts by it and describes it.'), el('span.grow', {}), button('Save as CSV', csv, 'small')),
    el('div.columns', {}, panel('Column', fill(side, statistics(columns[0], answer.rows.map(row => row[0])))), chartPanel(answer, isNumber, isDate))];
}

function statistics(name, values) {
  const present = values.filter(one => one !== null), counts = new Map();
  for (const one of present) counts.set(one, (counts.get(one) ?? 0) + 1);
  const isNumber = isNumeric(present[0]), isWhole = present.some(one => typeof one === 'bigint') && present.every(one => typeof one === 'bigint' || Number.isInteger(one));
  const sum = isWhole ? present.reduce((total, one) => total + BigInt(one), 0n) : isNumber ? present.reduce((total, one) => total + Number(one), 0) : 0;
  const least = present.reduce((least, one) => least === undefined || one < least ? one : least, undefined), most = present.reduce((most, one) => most === undefined || one > most ? one : most, undefined);
  const common = [...counts].sort((one, other) => other[1] - one[1]).slice(0, 6);
  const number = one => isNumeric(one) ? one.toLocaleString('en', { maximumFractionDigits: 4 }) : String(one ?? '–');
  return [el('h3', {}, name), el('dl.facts', {}, [['Values', number(present.length)], ['Nulls', number(values.length - present.length)], ['Distinct', number(counts.size)], ['Least', number(least)], ['Most', number(most)],
    ...(isNumber ? [['Sum', number(sum)], ['Mean', number(Number(sum) / present.length)]] : [])].map(([term, text]) => [el('dt', {}, term), el('dd', {}, text)])),
  counts.size > 1 && common[0][1] > 1 && el('div.meter', {}, common.map(([text, count]) => [el('span', { title: String(text) }, String(text)), el('i', { css: { width: `${count / common[0][1] * 100}%` } }), el('span', {}, number(count))]))];
}

function chartPanel(answer, isNumber, isDate) {
  const { columns } = answer;
  const firstX = Math.max(0, isDate.indexOf(true) >= 0 ? isDate.indexOf(true) : columns.findIndex((_, index) => !isNumber[index]));
  const across = select(columns.map((name, index) => [String(index), name]), String(firstX));
  const up = select([['count', 'number of rows'], ...columns.map((name, index) => [String(index), `sum of ${name}`]).filter((_, index) => isNumber[index])], isNumber.includes(true) ? String(isNumber.indexOf(true)) : 'count');
  const place = el('div', {});
  const draw = () => fill(place, chart(answer, Number(across.value), up.value, isDate[Number(across.value)], columns));
  across.addEventListener('change', draw);
  up.addEventListener('change', draw);
  draw();
  return panel('Chart', el('div.row', {}, field('By', across), field('Shows', up)), place, el('div.row.tight', {}, button('Save as SVG', () => save('chart.svg', '<?xml version="1.0"?>' + new XMLSerializer().serializeToString(place.querySelector('svg')), 'image/svg+xml'), 'small')));
}

function chart(answer, x, y, isDate, columns) {
  const groups = new Map();
  const months = isDate && new Set(answer.rows.map(row => row[x]?.slice(0, 10))).size > 90;
  for (const row of answer.rows) {
    const name = row[x] === null ? 'null' : months ? String(row[x]).slice(0, 7) : isDate ? String(row[x]).slice(0, 10) : String(row[x]);
    groups.set(name, (groups.get(name) ?? 0) + (y === 'count' ? 1 : Number(row[Number(y)] ?? 0)));
  }
  let points = [...groups];
  points = isDate ? points.sort((one, other) => one[0] < other[0] ? -1 : 1) : points.sort((one, other) => other[1] - one[1]).slice(0, 14);
  const style = getComputedStyle(document.documentElement), colour = name => style.getPropertyValue(name).trim();
  const width = 640, height = isDate ? 280 : 24 + points.length * 24, most = Math.max(...points.map(one => one[1]), 0), least = Math.min(...points.map(one => one[1]), 0);
  const text = { fill: colour('--muted'), 'font-size': 12, 'font-family': 'system-ui, sans-serif' };
  const label = `${y === 'count' ? 'Number of rows' : 'Sum of ' + columns[Number(y)]} by ${columns[x]}, ${points.length} ${isDate ? 'points' : 'bars'}`;
  const short = number => Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(number);
  const svg = (...children) => el('svg.chart', { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label }, el('title', {}, label), children);
  const cut = name => name.length > 22 ? name.slice(0, 21) + '…' : name;
  if (!isDate) {
    const scale = (width - 240) / (most || 1);
    return svg(points.map(([name, number], index) => [el('text', { x: 150, y: 27 + index * 24, 'text-anchor': 'end', ...text }, cut(show(name))), el('rect', { x: 160, y: 14 + index * 24, width: Math.max(1, number * scale), height: 16, rx: 3, fill: colour('--accent') }, el('title', {}, `${name}: ${number}`)),
      el('text', { x: 166 + Math.max(1, number * scale), y: 27 + index * 24, ...text }, short(number))]));
  }
  const left = 52, bottom = height - 28, span = most - least || 1;
  const px = index => left + (points.length < 2 ? (width - left) / 2 : index / (points.length - 1) * (width - left - 16)), py = number => bottom - (number - least) / span * (bottom - 16);
  const ticks = [0, .25, .5, .75, 1].map(share => least + share * span), every = Math.ceil(points.length / 7);
  return svg(ticks.map(tick => [el('line', { x1: left, x2: width - 8, y1: py(tick), y2: py(tick), stroke: colour('--line') }), el('text', { x: left - 6, y: py(tick) + 4, 'text-anchor': 'end', ...text }, short(tick))]),
    el('polyline', { points: points.map((one, index) => `${px(index).toFixed(1)},${py(one[1]).toFixed(1)}`).join(' '), fill: 'none', stroke: colour('--accent'), 'stroke-width': 2, 'stroke-linejoin': 'round' }),
    points.length <= 60 && points.map((one, index) => el('circle', { cx: px(index), cy: py(one[1]), r: 3.5, fill: colour('--accent') }, el('title', {}, `${one[0]}: ${one[1]}`))),
    points.map((one, index) => index % every === 0 && el('text', { x: px(index), y: height - 8, 'text-anchor': index === 0 ? 'start' : index > points.length - 3 ? 'end' : 'middle', ...text }, one[0])));
}
