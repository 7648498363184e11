// The journal as it grows: requests with their responses, reasons and faults; each can be sent again and kept.
import { admin, announce, badge, button, code, copy, el, empty, fail, field, fill, input, isReadOnly, onChange, panel, pretty, put,
  root, save, select, send, show, snippets, statusKind, tenant, time, toast, token } from './core.js';
import { windowed } from './grid.js';

export const title = 'Journal';

/** The most entries that are asked for at once while requests come; each costs the simulator some time. */
const most = 60;

export async function render(page) {
  let entries = [], events = [], dropped = 0, shown = [], chosen = null, isBusy = false, isStale = false, follows = true, timer = 0, pause = 0, hasGap = false;
  const [route, status, fault, text] = [select([['', 'all']], ''), select([['', 'all'], ['2', '2xx'], ['3', '3xx'], ['4', '4xx'], ['5', '5xx'], ['0', 'refused, with a reason']], ''),
    select([['', 'all'], ['true', 'with a fault'], ['false', 'without']], ''), input('', { type: 'search', placeholder: 'address, reason, body' })];
  const count = el('p.hint', { role: 'status' });
  const details = el('div', {});
  const list = windowed({ height: 620, rowHeight: 34, label: 'Requests, the latest first', role: 'listbox', row: index => {
    const one = shown[index];
    return el('button.list-row', { type: 'button', role: 'option', 'aria-selected': one === chosen, tabindex: one === chosen || (!chosen && index === 0) ? '0' : '-1',
      id: `entry-${one.sequence}`, onclick: () => choose(index), onkeydown: event => step(event, index) },
    el('span.number', {}, String(one.sequence)), badge(String(one.status), statusKind(one.status)), el('span.method', {}, one.method), el('span.target', {}, one.target),
    one.fault && badge('fault', 'bad'), one.explanation && badge('reason', 'warn'));
  } });
  const body = el('div.split', {}, el('div.page', {}, list.node), details);
  const none = empty('Nothing here yet', 'Requests of clients appear as they come. Run a step of Home, or send one with curl.');
  const live = button('Live', () => { follows = !follows; live.setAttribute('aria-pressed', follows); if (follows) update(); }, 'small', { 'aria-pressed': 'true' });
  put(page, panel('Requests', el('div.row', {}, field('Route', route), field('Status', status), field('Faults', fault), field('Text', text)),
    el('div.row.tight', {}, live, count, el('span.grow', {}), button('Save as HAR', async () => saveText('journal.har', await (await admin('journal?format=har', { raw: true })).text()), 'small'),
      button('Save as case file', async () => saveText('case.json', await (await admin('case', { raw: true })).text()), 'small'),
      isReadOnly() ? null : button('Empty', async () => { await admin('journal', { method: 'DELETE' }); entries = []; chosen = null; fill(details); await update(true); }, 'small.danger')),
    none, body));
  const eventList = el('ul', {});
  const eventsView = el('details.panel', {}, el('summary', {}, 'Other events: clock, faults, keys, callbacks'), eventList);
  put(page, eventsView);
  const saveText = (name, text) => save(name, pretty(text));

  function step(event, index) {
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (to === undefined || !shown[to]) return;
    event.preventDefault();
    choose(to);
    list.reveal(to);
    document.getElementById(`entry-${shown[to].sequence}`)?.focus();
  }
  function choose(index) { chosen = shown[index]; list.draw(); fill(details, describe(chosen)); announce(`Request ${chosen.sequence}, status ${chosen.status}`); }
  function draw() {
    const wanted = text.value.toLowerCase();
    shown = entries.filter(one => (!route.value || one.route === route.value)
      && (!status.value || (status.value === '0' ? one.explanation : Math.floor(one.status / 100) === Number(status.value)))
      && (!fault.value || (one.fault !== null) === (fault.value === 'true'))
      && (!wanted || `${one.target} ${one.explanation ?? ''} ${one.request.body ?? ''} ${one.response.body ?? ''}`.toLowerCase().includes(wanted))).reverse();
    list.update(shown.length);
    body.hidden = entries.length === 0;
    none.hidden = entries.length > 0;
    fill(count, `${shown.length} of ${entries.length} kept` + (dropped ? `, ${dropped} dropped` : ''));
    const routes = [...new Set(entries.map(one => one.route))].sort();
    if (routes.length + 1 !== route.options.length) { const old = route.value; fill(route, [['', 'all'], ...routes.map(one => [one, one])].map(([key, label]) => el('option', { value: key, selected: key === old }, label))); }
    fill(eventList, events.slice(-200).reverse().map(one => el('li', {}, el('span.muted', {}, time(one.time) + ' '), one.event)));
    eventsView.hidden = events.length === 0;
  }
  for (const control of [route, status, fault]) control.addEventListener('change', draw);
  text.addEventListener('input', draw);

  /** Asks for what is new; a journal that was emptied begins anew. */
  async function update(isWhole) {
    if (isBusy) { isStale = true; return; }
    isBusy = true;
    const start = performance.now();
    try {
      const last = isWhole ? 0 : entries.at(-1)?.sequence ?? 0;
      const answer = await admin(`journal?after=${last}` + (isWhole ? '' : `&limit=${most}`));
      if (answer.requests < last || answer.tenantId !== tenant.id) { entries = []; isStale = true; }
      else { entries = [...(isWhole ? [] : entries), ...answer.entries].filter(one => one.sequence > answer.dropped); events = answer.events; dropped = answer.dropped; }
      // Under heavy traffic no one can read along, and asking must cost the simulator next to nothing.
      const count = isWhole ? 0 : answer.entries.length;
      pause = count === most ? Math.min(5000, Math.max(2500, (performance.now() - start) * 40)) : 0;
      draw();
      // What was passed over is read when it is quiet again.
      const hasMore = count === most;
      if (hasMore || hasGap) isStale = true;
      if (hasGap && !hasMore) entries = [];
      hasGap = hasMore;
    } finally { isBusy = false; }
    if (isStale) { isStale = false; if (entries.length) soon(); else await update(true); }
  }
  const soon = () => { timer ||= setTimeout(() => { timer = 0; update().catch(fail); }, pause); };
  const stop = onChange(what => { if (what === 'journal' && follows) soon(); });
  await update(true);
  return () => { stop(); clearTimeout(timer); };
}

function describe(entry) {
  const outcome = el('div', { 'aria-live': 'polite' });
  const request = replayable(entry);
  const message = (name, one) => el('section', { 'aria-label': name }, el('h3', {}, name), code(one.headers.map(field => `${field.name}: ${field.value}`).join('\n')
    + (one.body ? '\n\n' + pretty(one.body) : one.bodyBytes ? `\n\n(${one.bodyBytes} bytes, not kept as text)` : ''), name));
  return panel(`Request ${entry.sequence}`, el('p.line', {}, badge(String(entry.status), statusKind(entry.status)), el('strong', {}, entry.method), el('code', { css: { 'overflow-wrap': 'anywhere' } }, entry.target)),
    el('p.hint', {}, `${time(entry.time)} · ${entry.route}` + (entry.simulatedMilliseconds ? ` · ${entry.simulatedMilliseconds} ms simulated` : '') + (entry.token ? ` · token ${entry.token}` : '')),
    entry.fault && el('p.reason', {}, el('strong', {}, 'Fault: '), entry.fault), entry.explanation && el('p.reason', {}, el('strong', {}, 'Reason: '), entry.explanation),
    el('div.row.tight', {}, request && button('Send again', async () => {
      const headers = { ...request.headers };
      if (request.authorized) headers.Authorization = 'Bearer ' + await token(entry.program ?? 'cmp');
      const answer = await send({ ...request, headers });
      fill(outcome, el('p.line', {}, 'Sent again: ', badge(String(answer.status), statusKind(answer.status)), answer.detail && el('span.error', {}, answer.detail)));
    }, 'small'), button('Copy as curl', () => copy(snippets({ method: entry.method, path: entry.target.slice(1), body: entry.request.body ?? undefined }).curl, 'Copied as curl'), 'small'),
    button('Make a contract', () => { const text = JSON.stringify(contract(entry), null, 2); fill(outcome, el('p.hint', {}, 'A draft: say what it is about, and loosen what may differ.'), code(text, 'Contract'), button('Save', () => save('contract.json', text), 'small'), !isReadOnly() && button('Run it', () => { sessionStorage.setItem('draft', text); location.hash = location.hash.replace('journal', 'contracts'); }, 'small')); }, 'small')),
    outcome, message('Request', entry.request), message('Response', entry.response));
}

/** Returns a request that can be sent as it was; one with a hidden secret cannot. */
function replayable(entry) {
  if (entry.route === 'token' || entry.target.includes('<')) return null;
  const header = name => entry.request.headers.find(one => one.name.toLowerCase() === name)?.value;
  const headers = {};
  for (const name of ['Accept', 'Content-Type']) if (header(name.toLowerCase())) headers[name] = header(name.toLowerCase());
  return { method: entry.method, path: new URL(entry.target, root.origin).href, headers, body: ['GET', 'HEAD'].includes(entry.method) ? undefined : entry.request.body ?? undefined, authorized: header('authorization') !== undefined };
}

/** Returns the draft of a contract: what was sent, and what came, with a matcher for what differs each time. */
function contract(entry) {
  const loosen = value => Array.isArray(value) ? value.map(loosen) : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, loosen(one)]))
    : typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value) ? '$uuid' : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) ? '$utc' : value;
  const parse = text => { try { return JSON.parse(text); } catch { return undefined; } };
  const path = entry.program ? entry.target.replace(new RegExp(`/${entry.program}/`, 'i'), '/${program}/') : entry.target;
  const request = { method: entry.method, path }, expect = { status: entry.status };
  const sent = parse(entry.request.body), got = parse(entry.response.body);
  if (sent !== undefined) request.json = sent;
  else if (entry.request.body) request.text = entry.request.body;
  if (got !== undefined) expect.body = loosen(got);
  const draft = { $schema: '../contract.schema.json', title: `${entry.method} ${entry.route} answers ${entry.status}`, evidence: { class: 'assumed', sources: ['ours'] }, steps: [{ do: 'request', with: request, expect }] };
  if (entry.program) draft.programs = [entry.program];
  return draft;
}
