// The frame: navigation, the tenant and its clock in the header, sign-in, and the stream of what happens.
import { admin, announce, button, changed, CallError, el, fail, field, fill, input, isReadOnly, isSwagger, key, onChange, put, refresh,
  root, select, session, tenant, time, toast } from './core.js';
import * as home from './home.js';
import * as timeline from './timeline.js';
import * as query from './query.js';
import * as journal from './journal.js';
import * as faults from './faults.js';
import * as contracts from './contracts.js';
import * as settings from './settings.js';
import * as sandboxes from './sandboxes.js';
import * as explorer from './explorer.js';

const pages = { home, timeline, query, journal, faults, contracts, settings, sandboxes, api: explorer };
const main = document.getElementById('main');
let leave = null;
let stream = null;

function place() {
  const [path, search] = location.hash.replace(/^#\/?/, '').split('?');
  const parameters = new URLSearchParams(search);
  return { page: pages[path] ? path : isSwagger ? 'api' : 'home', tenant: parameters.get('tenant'), parameters };
}

/** Returns the address of a page in the present tenant. */
const address = page => (isSwagger && page !== 'api' ? new URL('_sim/ui/', root) : '') + `#/${page}` + (tenant.id && tenant.list[0]?.tenantId !== tenant.id ? `?tenant=${tenant.id}` : '');

function navigation() {
  const here = place().page;
  fill(document.getElementById('nav'), el('ul', {}, Object.entries(pages).map(([name, page]) =>
    el('li', {}, el('a', { href: address(name), 'aria-current': name === here && 'page' }, page.title)))));
  // On a narrow screen the pages are a strip.
  const current = document.querySelector('nav [aria-current=page]'), strip = document.getElementById('nav');
  strip.scrollLeft = current.offsetLeft - strip.clientWidth / 2 + current.offsetWidth / 2;
}

function header() {
  const choice = select(tenant.list.map(one => [one.tenantId, one.name + (one.sandbox ? ' (sandbox)' : '')]), tenant.id,
    { 'aria-label': 'Tenant', onchange: event => { location.hash = `#/${place().page}?tenant=${event.target.value}`; } });
  const themes = ['auto', 'light', 'dark'];
  const theme = localStorage.getItem('theme') ?? 'auto';
  fill(document.getElementById('state'),
    isReadOnly() && el('span.badge.info', {}, 'read-only'),
    tenant.list.length > 0 && choice,
    el('a.clock', { href: address('timeline'), id: 'clock', title: 'The clock of the tenant' }, clockText()),
    button(`Theme: ${theme}`, () => {
      const next = themes[(themes.indexOf(theme) + 1) % 3];
      localStorage.setItem('theme', next);
      applyTheme();
      header();
      document.querySelector('#state button')?.focus();
    }, 'quiet'));
}
const clockText = () => tenant.now ? `${time(tenant.now)} · ${tenant.mode}` : '–';

function applyTheme() {
  const theme = localStorage.getItem('theme') ?? 'auto';
  document.documentElement.dataset.theme = theme;
}

async function open() {
  const { page, tenant: wanted, parameters } = place();
  try {
    if (!tenant.list.length || (wanted ?? tenant.list[0].tenantId) !== tenant.id) await enter(wanted);
  } catch (error) {
    // The operations are described to everyone, also to those whom the administration refuses.
    if (isSwagger && page === 'api') return show(page, parameters);
    if (session.needsKey && error.status === 403) return signIn(error);
    if (error.status === 404 && wanted) { toast('That sandbox does not exist any more.', 'bad'); location.hash = '#/sandboxes'; return; }
    fill(main, el('div.empty', {}, el('strong', {}, 'Nothing to show'), el('p', {}, error.message), button('Try again', open)));
    return;
  }
  await show(page, parameters);
}

async function show(page, parameters) {
  leave?.();
  leave = null;
  navigation();
  const module = pages[page];
  document.title = `${module.title} · Insights simulator`;
  const content = el('div.page', { 'data-page': page });
  fill(main, el('h1', {}, module.title), content);
  try {
    const left = await module.render(content, parameters);
    if (content.isConnected) leave = left ?? null; else left?.();
    content.dataset.ready = '';
  } catch (error) {
    put(content, el('div.empty', {}, el('strong', {}, 'This page could not be loaded'), el('p', {}, error.message), button('Try again', open)));
    content.dataset.ready = '';
  }
}

/** Makes a tenant the present one; nil for the first. */
async function enter(id) {
  tenant.id = id;
  if (!id) tenant.id = (await admin('tenants', { everywhere: true })).tenants[0].tenantId;
  await refresh();
  header();
  listen();
}

/** Follows what happens to the tenant; without a stream it asks every two seconds. */
async function listen() {
  stream?.abort();
  const mine = stream = new AbortController();
  while (!mine.signal.aborted) {
    try {
      const response = await admin('events', { raw: true, signal: mine.signal });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while (true) {
        const { done, value } = await reader.read();
        if (done) break;
        text += value;
        const blocks = text.split('\n\n');
        text = blocks.pop();
        for (const block of blocks) if (block.startsWith('data: ')) hear(JSON.parse(block.slice(6)));
      }
    } catch (error) {
      if (mine.signal.aborted) return;
      if (error instanceof CallError && error.status === 403) return;
    }
    await new Promise(wait => setTimeout(wait, 2000));
  }
}

let lastMode = 0;
function hear(event) {
  const clock = event.now !== tenant.now;
  const items = event.items !== tenant.items || event.requests !== tenant.requests;
  Object.assign(tenant, { now: event.now, items: event.items, requests: event.requests });
  if (items) changed('journal');
  if (!clock) return;
  changed('clock');
  // The mode changes with a move by another caller.
  if (Date.now() - lastMode > 1000) {
    lastMode = Date.now();
    admin('clock').then(clock => { tenant.mode = clock.mode; tenant.speed = clock.speed; changed('clock'); }, () => {});
  }
}

onChange(what => {
  const clock = document.getElementById('clock');
  if (what === 'clock' && clock) fill(clock, clockText());
  if (what === 'tenants') { header(); navigation(); }
});

function signIn(error) {
  stream?.abort();
  leave?.();
  leave = null;
  const entry = input('', { type: 'password', autocomplete: 'current-password', required: true });
  const wrong = error && key.get();
  key.set(null);
  document.title = 'Sign in · Insights simulator';
  fill(main, el('h1', {}, 'Sign in'), el('form.panel.narrow', { onsubmit: event => {
    event.preventDefault();
    key.set(entry.value);
    tenant.list = [];
    open();
  } }, el('p', {}, 'The administration of this simulator needs the key of ', el('code', {}, 'serve --admin-key'), '.'),
  field('Key', entry, 'It stays in this tab and ends with it.'),
  wrong && el('p.error', { role: 'alert' }, 'That key is wrong.'), el('button.primary', { type: 'submit' }, 'Sign in')));
  entry.focus();
}

document.addEventListener('keydown', event => {
  // G and a digit, as in many consoles, without taking keys from text.
  if (event.target.closest('input, textarea, select, [contenteditable]') || event.ctrlKey || event.metaKey || !event.altKey) return;
  const page = Object.keys(pages)[Number(event.code.replace('Digit', '')) - 1];
  if (page && event.code.startsWith('Digit')) { event.preventDefault(); location.hash = address(page); }
});
document.querySelector('.skip').addEventListener('click', event => { event.preventDefault(); main.focus(); });
addEventListener('hashchange', async () => {
  await open();
  // A person who hears the page is led to the new one.
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
  announce(document.title);
});
addEventListener('unhandledrejection', event => { event.preventDefault(); fail(event.reason); });

applyTheme();
try {
  Object.assign(session, await (await fetch(new URL('_sim/ui/session.json', root), { cache: 'no-store' })).json());
} catch { /* `open` says that nothing answers */ }
document.documentElement.dataset.mode = session.mode;
await open();
