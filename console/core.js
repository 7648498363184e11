// What all pages share: elements, requests, the tenant, and what was heard of it.
// Text becomes a text node, never markup, and characters that no one sees are shown by their number.

export const root = new URL('../../', import.meta.url);
/** Whether the page is at the documented address of the operations, outside the console. */
export const isSwagger = !location.pathname.startsWith(new URL('_sim/ui/', root).pathname);

const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Returns text without control, direction and other invisible characters: each becomes its number. */
export const show = value => String(value).replace(unseen, character =>
  character === '\r' ? '' : `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);

const svgNames = new Set(['svg', 'path', 'rect', 'line', 'circle', 'text', 'g', 'title', 'polyline']);

/** Makes an element: properties by name, `on…` for events, then children; a string is text. */
export function el(name, properties, ...children) {
  const [tag, ...classes] = name.split('.');
  const isSVG = svgNames.has(tag);
  const node = isSVG ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  if (classes.length) node.setAttribute('class', classes.join(' '));
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || (value === false && !key.startsWith('aria-'))) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key === 'css') for (const [name, text] of Object.entries(value)) node.style.setProperty(name, text);
    else if (key === 'value' || key === 'checked' || key === 'selected') node[key] = value;
    else node.setAttribute(key, value === true && !key.startsWith('aria-') ? '' : show(value));
  }
  put(node, ...children);
  return node;
}

/** Appends children; null and false are left out. */
export function put(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(show(child)));
  }
  return node;
}

/** Replaces the children of a node. */
export const fill = (node, ...children) => { node.replaceChildren(); return put(node, ...children); };

/** Says something to people who hear the page. */
export function announce(text) { document.getElementById('live').textContent = show(text); }

/** Shows a short message for some seconds. */
export function toast(text, kind = '') {
  announce(text);
  const node = el('div.toast' + (kind && '.' + kind), {}, text);
  document.getElementById('toasts').append(node);
  setTimeout(() => node.remove(), kind === 'bad' ? 9000 : 4000);
}

export const fail = error => toast(error.message ?? String(error), 'bad');

export const button = (label, onclick, kind = '', more = {}) =>
  el('button' + (kind && '.' + kind), { type: 'button', onclick: async event => {
    const target = event.currentTarget;
    if (target.getAttribute('aria-busy')) return;
    target.setAttribute('aria-busy', 'true');
    try { await onclick(event); } catch (error) { fail(error); } finally { target.removeAttribute('aria-busy'); }
  }, ...more }, label);

/** A control below its label. */
let fields = 0;
export function field(label, control, hint) {
  const id = control.id || `field-${++fields}`;
  control.id = id;
  if (hint) control.setAttribute('aria-describedby', id + '-hint');
  return el('div.field', {}, el('label', { for: id }, label), control,
    hint && el('p.hint', { id: id + '-hint' }, hint));
}

export const input = (value = '', more = {}) =>
  el('input', { type: 'text', value, autocomplete: 'off', spellcheck: 'false', ...more });

export const select = (options, value, more = {}) => el('select', more, options.map(option => {
  const [key, label] = Array.isArray(option) ? option : [option, option];
  return el('option', { value: key, selected: key === value }, label);
}));

export const empty = (title, ...text) => el('div.empty', {}, el('strong', {}, title), el('p', {}, text));

export const panel = (title, ...children) => {
  const id = `panel-${++fields}`;
  return el('section.panel', { 'aria-labelledby': id }, el('h2', { id }, title), children);
};

export const badge = (text, kind) => el('span.badge.' + kind, {}, text);
export const statusKind = status => status >= 500 ? 'bad' : status >= 400 ? 'warn' : status >= 300 ? 'info' : 'good';

/** Copies text; an origin without TLS has no clipboard, so a selection is the second way. */
export async function copy(text, what = 'Copied') {
  try { await navigator.clipboard.writeText(text); }
  catch {
    const area = el('textarea.visually-hidden', { value: text, 'aria-hidden': 'true' });
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  toast(what);
}

/** Saves text or bytes as a file. */
export function save(name, content, type = 'application/json') {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = el('a', { download: name });
  link.href = url;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** Formats JSON; numbers keep their digits, of which a number of JavaScript has too few. */
export const pretty = text => {
  try {
    return JSON.stringify(JSON.parse(text, (_, one, context) => typeof one === 'number' && context?.source && context.source !== String(one)
      ? JSON.rawJSON(context.source) : one), null, 2);
  } catch { return text ?? ''; }
};

/** Code in a box, with a button to copy it. */
export const code = (text, label = 'Code') => el('div.code', {},
  el('pre', { tabindex: '0', role: 'group', 'aria-label': label }, text), button('Copy', () => copy(text), 'small'));

/** Tabs by the pattern of the ARIA practices: arrows move, one panel shows. */
export function tabs(label, entries, chosen = 0) {
  const id = `tabs-${++fields}`;
  const body = el('div', { id, role: 'tabpanel', tabindex: '-1' });
  const heads = entries.map(([name], index) => el('button', {
    type: 'button', role: 'tab', 'aria-controls': id, onclick: () => choose(index), onkeydown: event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = (index + step + entries.length) % entries.length;
      choose(next);
      heads[next].focus();
    } }, name));
  function choose(index) {
    heads.forEach((head, place) => {
      head.setAttribute('aria-selected', place === index);
      head.tabIndex = place === index ? 0 : -1;
    });
    tabs.last[label] = index;
    body.setAttribute('aria-label', entries[index][0]);
    fill(body, entries[index][1]());
  }
  const node = el('div.tabs', {}, el('div.tablist', { role: 'tablist', 'aria-label': label }, heads), body);
  node.choose = choose;
  choose(Math.min(tabs.last[label] ?? chosen, entries.length - 1));
  return node;
}
tabs.last = {};

// ---- The session, the key and the tenant

export const session = { mode: 'read-only', needsKey: false, version: '', token: null };
export const isReadOnly = () => session.mode !== 'on';
export const key = {
  get: () => sessionStorage.getItem('key'),
  set: value => value ? sessionStorage.setItem('key', value) : sessionStorage.removeItem('key'),
};

/** The tenant that the page is about, and what is known of it. */
export const tenant = { id: null, info: null, list: [], now: null, mode: '', requests: 0, items: 0 };
const listeners = new Set();

/** Calls a function with each change of the tenant; returns how to end that. */
export function onChange(listener) { listeners.add(listener); return () => listeners.delete(listener); }
export const changed = what => { for (const listener of [...listeners]) listener(what); };

export class CallError extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

function headers(changes) {
  const fields = {};
  if (key.get()) fields['x-insights-simulator-key'] = key.get();
  if (changes && session.token) fields['x-insights-simulator-page'] = session.token;
  return fields;
}

/** Calls the administration for the present tenant; throws what it refuses. */
export async function admin(path, { method = 'GET', body, everywhere = false, raw = false, signal } = {}) {
  const url = new URL('_sim/' + path, root);
  if (!everywhere && tenant.id) url.searchParams.set('tenant', tenant.id);
  let response;
  try {
    response = await fetch(url, { method, signal, headers: headers(method !== 'GET'), cache: 'no-store',
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body) });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new CallError(0, 'The simulator does not answer. Is it still running?');
  }
  if (!response.ok) {
    const text = await response.text();
    let message = text;
    try { message = JSON.parse(text).error ?? text; } catch { /* no JSON */ }
    throw new CallError(response.status, message || `status ${response.status}`);
  }
  return raw ? response : response.json();
}

/** Asks again for tenants and clock, which the header shows. */
export async function refresh() {
  const [list, clock] = await Promise.all([admin('tenants', { everywhere: true }), admin('clock')]);
  tenant.list = list.tenants;
  tenant.limit = list.sandboxLimit;
  tenant.info = list.tenants.find(one => one.tenantId === tenant.id);
  tenant.now = clock.now;
  tenant.mode = clock.mode;
  tenant.speed = clock.speed;
  changed('clock');
}

export async function moveClock(body) {
  const clock = await admin('clock', { method: 'POST', body });
  Object.assign(tenant, { now: clock.now, mode: clock.mode, speed: clock.speed });
  changed('clock');
  announce(`The clock shows ${clock.now}`);
  return clock;
}

// ---- Calls of the service, as a client makes them

const tokens = new Map();
export const forgetTokens = () => tokens.clear();
let credentials = null;

export async function getCredentials() {
  if (credentials?.tenantId !== tenant.id) credentials = await admin('credentials');
  return credentials;
}

export async function tokenRequest(program) {
  const known = await getCredentials();
  const form = { resource: 'https://graph.windows.net', grant_type: 'client_credentials', client_id: known.clientId,
    client_secret: known.clientSecret };
  if (program === 'mpn') Object.assign(form, { grant_type: 'password', username: known.username, password: known.password });
  return { method: 'POST', path: known.tenantId + '/oauth2/token', form };
}

/** Sends a request as it is; returns it with status, headers, text and time. */
export async function send(request) {
  const fields = { ...request.headers };
  let body = request.body;
  if (request.form) {
    body = new URLSearchParams(request.form).toString();
    fields['Content-Type'] = 'application/x-www-form-urlencoded';
  } else if (body !== undefined) fields['Content-Type'] ??= 'application/json';
  const start = performance.now();
  let response;
  try {
    response = await fetch(new URL(request.path, root), { method: request.method, headers: fields, body, cache: 'no-store' });
  } catch { throw new CallError(0, 'No whole response arrived: the connection ended before.'); }
  let text;
  try { text = await response.text(); } catch { throw new CallError(0, 'The response ended before it was complete.'); }
  return { request, status: response.status, headers: [...response.headers], text,
    detail: response.headers.get('x-insights-simulator-detail'), ms: performance.now() - start };
}

export async function token(program) {
  const name = tenant.id + program;
  const known = tokens.get(name);
  if (known && tenant.now && Date.parse(tenant.now) / 1000 < known.until - 60) return known.text;
  const answer = await send(await tokenRequest(program));
  const body = JSON.parse(answer.text);
  if (!body.access_token) throw new CallError(answer.status, body.error_description ?? 'The token endpoint refused.');
  tokens.set(name, { text: body.access_token, until: Number(body.expires_on), from: Number(body.not_before) });
  return body.access_token;
}
export const tokenTimes = () => [...tokens].filter(([name]) => name.startsWith(tenant.id)).map(([name, value]) =>
  ({ program: name.slice(tenant.id.length), ...value }));

/** Calls the service with a token that it gets by itself, and once more with a new one after a 401. */
export async function service(program, method, rest, body) {
  const call = async () => send({ method, path: `insights/v1/${program}/${rest}`, program,
    headers: { Authorization: 'Bearer ' + await token(program) },
    body: body === undefined ? undefined : JSON.stringify(body) });
  const answer = await call();
  if (answer.status !== 401 || !tokens.delete(tenant.id + program)) return answer;
  return call();
}

/** The link of a file on this page's own origin, which is the only one that it may call. */
export const ownPath = link => { const url = new URL(link); return new URL(url.pathname + url.search, root.origin).href; };

export const value = answer => {
  const body = JSON.parse(answer.text);
  if (answer.status !== 200) throw new CallError(answer.status, answer.detail ?? body.message ?? `status ${answer.status}`);
  return body.value;
};

// ---- Requests as code

const quote = text => `'${String(text).replaceAll("'", `'\\''`)}'`;
const string = text => JSON.stringify(text);

/** Returns a request as curl, Python, Swift and HTTP; secrets are names of variables. */
export function snippets(request) {
  const url = new URL(request.path, root).href;
  const form = request.form && Object.entries(request.form).map(([name, text]) =>
    [name, name === 'client_secret' ? '$CLIENT_SECRET' : name === 'password' ? '$PASSWORD' : text]);
  const body = request.body;
  const variable = text => text.startsWith('$') ? text.slice(1) : null;
  const curl = ['curl -s', request.method === 'GET' || form || (request.method === 'POST' && body) ? '' : `-X ${request.method}`, quote(url)]
    .filter(Boolean).join(' ')
    + (form ? form.map(([name, text]) => ` \\\n  --data-urlencode ${variable(text) ? `"${name}=${text}"` : quote(name + '=' + text)}`).join('')
      : ` \\\n  -H "Authorization: Bearer $TOKEN"` + (body ? ` \\\n  -H 'Content-Type: application/json' \\\n  -d ${quote(body)}` : ''));
  const python = 'import os, requests\n\nresponse = requests.' + request.method.toLowerCase() + `(\n    ${string(url)},\n`
    + (form ? '    data={\n' + form.map(([name, text]) => `        ${string(name)}: ${variable(text) ? `os.environ[${string(variable(text))}]` : string(text)},\n`).join('') + '    },\n'
      : '    headers={"Authorization": "Bearer " + os.environ["TOKEN"]},\n'
        + (body ? `    json=${JSON.stringify(JSON.parse(body)).replaceAll(':true', ':True').replaceAll(':false', ':False').replaceAll(':null', ':None')},\n` : ''))
    + ')\nprint(response.status_code, response.json())';
  const swift = `import Foundation\n\nvar request = URLRequest(url: URL(string: ${string(url)})!)\nrequest.httpMethod = ${string(request.method)}\n`
    + (form ? 'var form = URLComponents()\nform.queryItems = [\n' + form.map(([name, text]) => `    URLQueryItem(name: ${string(name)}, value: ${variable(text) ? `ProcessInfo.processInfo.environment[${string(variable(text))}]!` : string(text)}),\n`).join('')
        + ']\nrequest.httpBody = form.percentEncodedQuery?.data(using: .utf8)'
      : 'request.setValue("Bearer \\(token)", forHTTPHeaderField: "Authorization")'
        + (body ? `\nrequest.setValue("application/json", forHTTPHeaderField: "Content-Type")\nrequest.httpBody = Data(#"${body}"#.utf8)` : ''))
    + '\nlet (data, response) = try await URLSession.shared.data(for: request)';
  const target = new URL(url);
  const content = form ? form.map(([name, text]) => `${name}=${variable(text) ? text : encodeURIComponent(text)}`).join('&') : body;
  const http = `${request.method} ${target.pathname}${target.search} HTTP/1.1\nHost: ${target.host}\n`
    + (form ? 'Content-Type: application/x-www-form-urlencoded\n' : 'Authorization: Bearer $TOKEN\n' + (body ? 'Content-Type: application/json\n' : ''))
    + (content ? '\n' + content : '');
  return { curl, Python: python, Swift: swift, HTTP: http };
}

export const snippetTabs = request => tabs('Request as', Object.entries(snippets(request)).map(([name, text]) =>
  [name, () => code(text, `Request as ${name}`)]));

/** Shows a response: status, time, reason of a refusal, body. */
export function answerView(answer) {
  return el('div.answer', {}, el('p.line', {}, badge(String(answer.status), statusKind(answer.status)),
    el('span.muted', {}, ` ${answer.ms.toFixed(1)} ms · ${answer.text.length.toLocaleString('en')} characters`)),
    answer.detail && el('p.reason', {}, answer.detail), code(clip(pretty(answer.text)), 'Response'));
}
export const clip = (text, most = 20000) => text.length > most ? text.slice(0, most) + `\n… ${text.length - most} more characters` : text;

// ---- Times

export const time = text => text ? text.replace('T', ' ').replace(/:00Z$/, ' UTC').replace('Z', ' UTC') : '–';
export const iso = ms => new Date(ms).toISOString().slice(0, 19) + 'Z';
