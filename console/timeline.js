// The tenant's clock, and its reports as lanes with executions as marks. The canvas draws what is in view.
import { admin, answerView, announce, badge, button, clip, code, el, empty, fail, field, fill, iso, input, isReadOnly, moveClock,
  onChange, ownPath, panel, put, save, select, send, service, tenant, time, toast, tokenTimes, value, CallError } from './core.js';
import { windowed } from './grid.js';

export const title = 'Timeline';
const hour = 3600000, day = 24 * hour;
const rowHeight = 34, top = 40, left = 8;
const colours = { Completed: '--good', Running: '--accent', Pending: '--muted', Paused: '--warn', planned: '--strong-line' };
const kinds = { Completed: 'good', Running: 'info', Pending: '', Paused: 'warn' };

export async function render(page) {
  let cost = 0;
  let data = await load();
  const settings = Object.fromEntries((await admin('settings')).settings.map(one => [one.name, one.value]));
  let view = null, chosen = null, outcome = null, timer = 0, shownNow = Date.parse(data.now), frame = 0;
  const now = () => Date.parse(tenant.now ?? data.now);

  // The clock
  const readout = el('output.mono', { 'aria-live': 'off' });
  const range = el('input', { type: 'range', min: 0, max: 1000, value: 0, 'aria-label': 'Move the clock forward' });
  const target = el('span.muted', {});
  const goal = () => {
    const end = horizon();
    return Math.round((now() + (end - now()) * (Number(range.value) / 1000) ** 2) / 60000) * 60000;
  };
  range.addEventListener('input', () => { const text = time(iso(goal())); fill(target, `to ${text}`); range.setAttribute('aria-valuetext', text); });
  range.addEventListener('change', async () => {
    if (Number(range.value) > 0) try { await moveClock({ set: iso(goal()) }); } catch (error) { fail(error); }
    range.value = 0;
    fill(target);
  });
  const move = (label, body) => button(label, async () => { await moveClock(typeof body === 'function' ? body() : body); });
  const speed = select([['', 'Play …'], ['60', '1 minute per second'], ['3600', '1 hour per second'], ['86400', '1 day per second'],
    ['604800', '1 week per second']], '', { 'aria-label': 'Play the clock', onchange: async event => {
    const text = event.target.value;
    event.target.value = '';
    if (text) try { await moveClock({ speed: Number(text) }); } catch (error) { fail(error); }
  } });
  const next = move('Next event', () => {
    if (!data.nextEvent) throw new Error('No event is planned: no report waits for a slot.');
    return { set: Date.parse(data.nextEvent) <= now() ? iso(now() + 1000) : data.nextEvent };
  });
  const controls = isReadOnly() ? el('p.hint', {}, 'This console is read-only: the clock is moved elsewhere.')
    : [el('div.row.tight', {}, move('1 hour', { advance: 'PT1H' }), move('1 day', { advance: 'P1D' }), move('1 month', { advance: 'P1M' }), next,
      button('To the end', async () => {
        const end = lastEnd();
        if (!end) throw new Error('No report has an end after now.');
        await moveClock({ set: iso(end) });
      }), el('span', {}, speed), button('Stop', () => moveClock({ mode: 'manual' }), 'quiet')), el('div.row.tight', {}, range), target];
  put(page, panel('Clock', el('p.line', {}, el('strong', {}, readout)), controls));

  // The lanes
  const canvas = el('canvas', { tabindex: '0', role: 'img', 'aria-label': 'Executions of each report over time' });
  const lanes = el('div.lanes', {}, canvas);
  const zoom = select([['1', 'A day'], ['7', 'A week'], ['31', 'A month'], ['92', 'A quarter'], ['366', 'A year'], ['all', 'All']], '31',
    { 'aria-label': 'Span of the view', onchange: () => { setView(); redraw(); } });
  const details = el('div', { 'aria-live': 'polite' });
  const lanesPanel = panel('Reports', el('div.row.tight', {}, el('span', {}, zoom), button('Earlier', () => pan(-.6), 'quiet'), button('Now', () => { setView(); redraw(); }, 'quiet'),
    button('Later', () => pan(.6), 'quiet'), el('span.grow', {}), quota(), el('a', { href: '#/query' }, 'New report')),
  lanes, el('ul.legend', {}, Object.keys(colours).map(name => el('li', {}, el('i', { css: { color: `var(${colours[name]})`, background: name === 'Pending' || name === 'planned' ? 'none' : 'currentcolor' } }), name.toLowerCase())),
    el('li', {}, '▲ callback'), el('li', {}, '― link works'), el('li', {}, 'bars above: a token’s life; the hour of an immediate run, red when the quota is full')), details);
  const none = empty('No report yet', 'Make one with the five steps of Home, or schedule a query in the workbench.');
  put(page, lanesPanel);

  function quota() {
    // A quota is that of an account, so the fullest one counts.
    const most = list => Math.max(0, ...Object.values(Object.groupBy(list, one => one.program + one.user)).map(one => one.length));
    const runs = data.immediateRuns.filter(one => Date.parse(one.time) + hour > now());
    return el('span.muted', { id: 'quota' }, `${most(data.reports.filter(one => one.status === 'Active'))} of ${settings['quota-active-reports']} active reports, `
      + `${most(runs)} of ${settings['quota-execute-now']} immediate runs within the hour`);
  }
  async function load() {
    const start = performance.now(), data = await admin('reports');
    for (const report of data.reports) prepare(report);
    cost = performance.now() - start;
    return data;
  }
  function horizon() { return Math.max(lastEnd() ?? 0, now() + 90 * day); }
  function lastEnd() {
    const ends = data.reports.filter(one => one.nextSlot && one.lastInstant).map(one => Date.parse(one.lastInstant) + day);
    const end = Math.max(...ends, 0);
    return end > now() ? end : null;
  }
  function setView() {
    if (zoom.value === 'all') {
      const starts = data.reports.map(one => one.marks[0]?.at ?? Date.parse(one.createdTime));
      view = { from: Math.min(Date.parse(data.started), ...starts) - day, to: Math.min(horizon(), now() + 800 * day) + day };
    } else {
      const span = Number(zoom.value) * day;
      view = { from: now() - span * .35, to: now() + span * .65 };
    }
  }
  function pan(share) { const by = (view.to - view.from) * share; view = { from: view.from + by, to: view.to + by }; redraw(); }

  // Drawing
  const x = (at, width) => left + (at - view.from) / (view.to - view.from) * (width - 2 * left);
  function redraw() { cancelAnimationFrame(frame); frame = requestAnimationFrame(draw); }
  function draw() {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const goal = now();
    // The line of now glides to its place, so a move is seen.
    shownNow = still || Math.abs(goal - shownNow) < 1000 ? goal : shownNow + (goal - shownNow) * .22;
    const width = Math.max(300, lanes.clientWidth - 2), height = top + Math.max(1, data.reports.length) * rowHeight + 6;
    const scale = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      canvas.style.setProperty('height', `${height}px`);
    }
    const style = getComputedStyle(document.documentElement);
    const colour = name => style.getPropertyValue(name).trim();
    const context = canvas.getContext('2d');
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    context.textBaseline = 'middle';
    drawAxis(context, width, height, colour);
    const firstRow = Math.max(0, Math.floor((lanes.scrollTop - top) / rowHeight) - 1);
    const lastRow = Math.min(data.reports.length, firstRow + Math.ceil(lanes.clientHeight / rowHeight) + 3);
    for (let row = firstRow; row < lastRow; row++) drawLane(context, data.reports[row], top + row * rowHeight, width, colour);
    for (const one of tokenTimes()) {
      const from = x(one.from * 1000, width), to = x(one.until * 1000, width);
      context.fillStyle = colour('--accent-soft');
      context.fillRect(from, 20, Math.max(2, to - from), 5);
    }
    drawQuota(context, width, colour);
    context.strokeStyle = colour('--accent');
    context.lineWidth = 2;
    const place = x(shownNow, width);
    context.beginPath();
    context.moveTo(place, 14);
    context.lineTo(place, height);
    context.stroke();
    if (shownNow !== goal) frame = requestAnimationFrame(draw);
  }
  /** Draws the hour for which each immediate run counts, and where no further one is allowed. */
  function drawQuota(context, width, colour) {
    const limit = Number(settings['quota-execute-now']) || Infinity;
    const bar = (from, until, name) => {
      context.fillStyle = colour(name);
      context.fillRect(x(from, width), 28, Math.max(2, x(until, width) - x(from, width)), 5);
    };
    for (const runs of Object.values(Object.groupBy(data.immediateRuns, one => one.program + one.user))) {
      const times = runs.map(one => Date.parse(one.time));
      for (const at of times) bar(at, at + hour, '--warn');
      for (let index = limit - 1; index < times.length; index++) bar(times[index], times[index - limit + 1] + hour, '--bad');
    }
  }
  function drawAxis(context, width, height, colour) {
    const span = view.to - view.from;
    const step = [day, 7 * day, 30 * day, 91 * day, 365 * day].find(step => span / step * 62 < width) ?? 730 * day;
    context.strokeStyle = colour('--line');
    context.fillStyle = colour('--muted');
    context.lineWidth = 1;
    for (let at = Math.ceil(view.from / step) * step; at < view.to; at += step) {
      const place = Math.round(x(at, width)) + .5;
      context.beginPath();
      context.moveTo(place, 20);
      context.lineTo(place, height);
      context.stroke();
      const text = iso(at);
      context.fillText(step >= 30 * day ? text.slice(0, 7) : text.slice(5, 10), Math.min(place + 3, width - 44), 10);
    }
  }
  function drawLane(context, report, y, width, colour) {
    const middle = y + 21;
    if (chosen?.report === report) {
      context.fillStyle = colour('--accent-soft');
      context.fillRect(0, y, width, rowHeight);
    }
    context.strokeStyle = colour('--line');
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(0, y + rowHeight - .5);
    context.lineTo(width, y + rowHeight - .5);
    context.stroke();
    const expiry = Number(settings['link-expiry-hours']);
    // All marks of a state are one path, and those that cover one another a bar: thousands take longer than a frame.
    const places = {};
    let line = null;
    const add = (at, state) => {
      const place = x(at, width), list = places[state] ??= [], run = list.at(-1);
      if (run && place - run[1] < 5) run[1] = place;
      else list.push([place, place]);
    };
    const drawLine = () => {
      if (!line) return;
      context.strokeStyle = colour('--good');
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(line[0], middle + 8.5);
      context.lineTo(line[1], middle + 8.5);
      context.lineTo(line[1], middle + 4.5);
      context.stroke();
    };
    const marks = report.marks;
    for (let index = firstAfter(marks, view.from); index < marks.length && marks[index].at <= view.to; index++) {
      const mark = marks[index];
      if (expiry && mark.generated) {
        const [from, until] = [x(mark.at, width), x(mark.generated + expiry * hour, width)];
        if (line && from <= line[1]) line[1] = until;
        else { drawLine(); line = [from, until]; }
      }
      add(mark.at, mark.state);
    }
    drawLine();
    if (report.nextSlot && report.intervalHours > 0 && !report.executeNow) {
      const step = report.intervalHours * hour, end = Math.min(view.to, report.lastInstant ? Date.parse(report.lastInstant) : view.to);
      const start = Date.parse(report.nextSlot) + step;
      const from = start + Math.max(0, Math.ceil((view.from - start) / step)) * step;
      for (let at = from; at <= end; at += Math.max(step, (view.to - view.from) / width * 2.4)) add(at, 'planned');
    }
    if (chosen?.report === report && chosen.mark) add(chosen.mark.at, 'chosen');
    for (const [name, list] of Object.entries(places)) {
      const state = name === 'chosen' ? chosen.mark.state : name, isHollow = state === 'planned' || state === 'Pending', size = name === 'chosen' ? 7 : 4.6;
      context.beginPath();
      for (const [from, to] of list) context.roundRect(from - size, middle - size, to - from + 2 * size, 2 * size, size);
      context.strokeStyle = colour(colours[state] ?? '--bad');
      context.fillStyle = isHollow ? colour('--surface') : context.strokeStyle;
      context.lineWidth = 1.6;
      context.fill();
      if (isHollow) context.stroke();
    }
    context.fillStyle = colour('--bad');
    for (const call of data.callbacks) {
      if (call.reportId !== report.reportId) continue;
      context.fillStyle = colour(call.succeeded ? '--good' : '--bad');
      context.fillText('▲', x(Date.parse(call.time), width) - 5, middle - 11);
    }
    context.fillStyle = colour('--text');
    context.fillText(`${clip(report.shownName, 40)}`, 8, y + 8);
    const used = context.measureText(clip(report.shownName, 40)).width;
    context.fillStyle = colour('--muted');
    context.fillText(`${report.program} · every ${report.intervalHours} h · ${report.status}`, 18 + used, y + 8);
  }

  // Choosing
  function choose(report, mark) {
    chosen = report ? { report, mark } : null;
    redraw();
    fill(details, report ? describe(report, mark) : null);
    if (report) announce(`${report.shownName}, ${mark ? mark.state + ' ' + time(iso(mark.at)) : report.status}`);
  }
  canvas.addEventListener('click', event => {
    const box = canvas.getBoundingClientRect();
    const report = data.reports[Math.floor((event.clientY - box.top - top) / rowHeight)];
    if (!report) return;
    const at = view.from + (event.clientX - box.left - left) / (box.width - 2 * left) * (view.to - view.from);
    const near = nearest(report.marks, at);
    choose(report, near && Math.abs(near.at - at) / (view.to - view.from) * box.width < 14 ? near : null);
  });
  canvas.addEventListener('keydown', event => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step || !data.reports.length) return;
    event.preventDefault();
    const row = Math.max(0, Math.min(data.reports.length - 1, chosen ? data.reports.indexOf(chosen.report) + step[0] : 0));
    const report = data.reports[row];
    let mark = chosen?.mark;
    if (step[0] || !mark || !report.marks.includes(mark)) mark = nearest(report.marks, mark?.at ?? now());
    else mark = report.marks[Math.max(0, Math.min(report.marks.length - 1, report.marks.indexOf(mark) + step[1]))];
    if (mark && (mark.at < view.from || mark.at > view.to)) { const span = view.to - view.from; view = { from: mark.at - span / 2, to: mark.at + span / 2 }; }
    choose(report, mark);
  });
  let drag = null;
  canvas.addEventListener('pointerdown', event => { drag = { x: event.clientX, view }; });
  addEventListener('pointerup', stopDrag);
  function stopDrag() { drag = null; }
  canvas.addEventListener('pointermove', event => {
    if (!drag || Math.abs(event.clientX - drag.x) < 4) return;
    const by = (drag.x - event.clientX) / canvas.clientWidth * (drag.view.to - drag.view.from);
    view = { from: drag.view.from + by, to: drag.view.to + by };
    redraw();
  });
  lanes.addEventListener('scroll', redraw);

  function describe(report, mark) {
    // What was fetched of an execution stays while its report changes.
    if (outcome?.id !== mark?.id) outcome = { id: mark?.id, node: el('div', {}) };
    const result = outcome.node;
    const list = [...report.marks].reverse();
    const rows = windowed({ height: 230, rowHeight: 34, label: 'Executions, the latest first', role: 'group', row: index => {
      const one = list[index];
      return el('button.list-row', { type: 'button', 'aria-pressed': one === mark, onclick: () => choose(report, one) }, badge(one.state, kinds[one.state] ?? 'bad'),
        el('span', {}, time(iso(one.at))), el('code.target', {}, one.id));
    } });
    rows.update(list.length);
    const calls = isReadOnly() ? null : el('div.row.tight', {}, report.status === 'Active' ? act('Pause', 'PUT', 'pause') : report.status === 'Paused' && act('Resume', 'PUT', 'resume'),
      act('Delete', 'DELETE', '', 'danger'));
    function act(label, method, path, kind = '') {
      return button(label, async () => {
        value(await service(report.program, method, `ScheduledReport/${path ? path + '/' : ''}${report.reportId}`));
        toast(`${label}d: ${report.shownName}`.replace('eed', 'ed'));
        await update();
      }, kind);
    }
    return el('div.columns', {}, el('section.panel', { 'aria-label': 'Report' }, el('h3', {}, report.name), el('dl.facts', {}, el('dt', {}, 'Status'), el('dd', {}, badge(report.status, kinds[report.status] ?? 'good')),
      el('dt', {}, 'Report'), el('dd', {}, el('code', {}, report.reportId)), el('dt', {}, 'Query'), el('dd', {}, el('code', {}, report.query)),
      el('dt', {}, 'Next slot'), el('dd', {}, time(report.nextSlot)), el('dt', {}, 'Left'), el('dd', {}, report.remaining ?? 'without end')), calls, list.length ? rows.node : el('p.hint', {}, 'No execution.')),
    el('section.panel', { 'aria-label': 'Execution' }, mark ? [el('h3', {}, `Execution ${time(iso(mark.at))}`), el('p.line', {}, badge(mark.state, kinds[mark.state] ?? 'bad'), el('code', {}, mark.id)),
      el('div.row.tight', {}, button('Fetch its record', async () => {
        // The clock may have moved since the page asked.
        await update();
        const state = data.reports.find(one => one.reportId === report.reportId)?.marks.find(one => one.id === mark.id)?.state ?? mark.state;
        const status = state === 'Completed' ? '' : `&executionStatus=${state}`;
        const answer = await service(report.program, 'GET', `ScheduledReport/execution/${report.reportId}?executionId=${mark.id}${status}`);
        fill(result, answerView(answer));
        const record = JSON.parse(answer.text).value?.[0];
        if (record?.reportAccessSecureLink) result.append(button('Download', () => download(record, result), 'primary'));
      }, 'primary')), result] : el('p.hint', {}, 'Choose a mark, or an execution of the list, for its record and its file.')));
  }
  async function download(record, result) {
    const answer = await send({ method: 'GET', path: ownPath(record.reportAccessSecureLink), headers: {} });
    if (answer.status !== 200) throw new CallError(answer.status, answer.detail ?? `The link answers ${answer.status}.`);
    const lines = answer.text.split(/\r?\n/);
    fill(result, el('p.line', {}, badge('200', 'good'), ` ${lines.length - 2} rows, ${answer.text.length.toLocaleString('en')} characters`), code(lines.slice(0, 8).join('\n'), 'First lines of the file'),
      button('Save the file', () => save(`${record.executionId}.csv`, answer.text, 'text/csv'), 'primary'));
  }

  // Following
  function showClock() {
    fill(readout, `${time(tenant.now)} `);
    readout.append(badge(tenant.mode + (tenant.speed ? ` ×${tenant.speed}` : ''), 'info'));
  }
  async function update() {
    data = await load();
    if (chosen) {
      const report = data.reports.find(one => one.reportId === chosen.report.reportId);
      const mark = report?.marks.find(one => one.id === chosen.mark?.id);
      const isSame = report && mark?.state === chosen.mark?.state && report.status === chosen.report.status && report.marks.length === chosen.report.marks.length;
      if (isSame) chosen = { report, mark }; else choose(report, mark);
    }
    none.remove();
    if (!data.reports.length) lanes.before(none);
    lanes.hidden = !data.reports.length;
    document.getElementById('quota')?.replaceWith(quota());
    canvas.setAttribute('aria-label', `Executions of ${data.reports.length} reports over time; arrows choose one`);
    redraw();
  }
  const stop = onChange(what => {
    if (what === 'clock') { showClock(); if (now() > view.to || now() < view.from) setView(); }
    // Several changes within a short time are one; a long history is asked for less often.
    if (!timer) timer = setTimeout(async () => { timer = 0; try { await update(); } catch { /* the next change asks again */ } }, Math.max(300, cost * 8));
    redraw();
  });
  const size = new ResizeObserver(redraw);
  setView();
  showClock();
  await update();
  size.observe(lanes);
  const theme = new MutationObserver(redraw);
  theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => { stop(); size.disconnect(); theme.disconnect(); clearTimeout(timer); cancelAnimationFrame(frame); removeEventListener('pointerup', stopDrag); };
}

function prepare(report) {
  report.marks = report.executions.map(([id, slot, state, generated]) =>
    ({ id, at: Date.parse(slot), state, generated: generated && Date.parse(generated) })).sort((one, other) => one.at - other.at);
  report.shownName = el('i', {}, report.name).textContent;
}
function firstAfter(marks, at) {
  let low = 0, high = marks.length;
  while (low < high) { const middle = (low + high) >> 1; if (marks[middle].at < at) low = middle + 1; else high = middle; }
  return low;
}
function nearest(marks, at) {
  const index = firstAfter(marks, at);
  const [before, after] = [marks[index - 1], marks[index]];
  return !before ? after : !after ? before : at - before.at < after.at - at ? before : after;
}
