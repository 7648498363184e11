// Every setting with its value, the reading of each edition and its source; changes make a sandbox.
import { admin, badge, button, el, empty, field, fill, input, isReadOnly, panel, put, select, tenant, toast, changed, refresh, iso } from './core.js';

export const title = 'Settings';

export async function render(page) {
  const answer = await admin('settings');
  const editions = Object.keys(answer.settings[0].editions);
  const changes = new Map();
  const search = input('', { type: 'search', placeholder: 'name, purpose or source' });
  const which = select([['', 'all'], ['changed', 'other than the edition’s'], ['differs', 'editions differ'], ['wanted', 'changed here']], '');
  const body = el('tbody', {});
  const count = el('p.hint', { role: 'status' });
  const bar = el('div.row.tight', {});
  const draw = () => {
    const wanted = search.value.toLowerCase();
    const shown = answer.settings.filter(one => (!wanted || `${one.name} ${one.summary} ${one.source}`.toLowerCase().includes(wanted))
      && (which.value !== 'changed' || one.value !== one.editions[answer.edition]) && (which.value !== 'differs' || new Set(Object.values(one.editions)).size > 1) && (which.value !== 'wanted' || changes.has(one.name)));
    fill(count, `${shown.length} of ${answer.settings.length} settings`);
    fill(body, shown.map(one => el('tr', {}, el('th', { scope: 'row' }, el('code', {}, one.name), one.value !== one.editions[answer.edition] && [' ', badge('changed', 'info')]), el('td', {}, control(one)),
      editions.map(edition => el('td', {}, el('span' + (edition === answer.edition ? '' : '.muted'), {}, one.editions[edition]))), el('td.wrap', {}, one.summary), el('td', {}, one.source))));
  };
  function control(one) {
    if (isReadOnly() || !one.ofTenant) return el('span', {}, one.value, !one.ofTenant && el('span.hint', {}, ' of the whole simulator'));
    const value = changes.get(one.name) ?? one.value, choices = one.accepted.split(' | ');
    const node = !/\bto\b|;|\+/.test(one.accepted) && choices.includes(one.value) ? select(choices, value, { 'aria-label': one.name }) : input(value, { 'aria-label': one.name, title: one.accepted });
    node.addEventListener('change', () => { if (node.value === one.value) changes.delete(one.name); else changes.set(one.name, node.value); drawBar(); });
    return node;
  }
  function drawBar() {
    fill(bar, changes.size ? [el('strong', {}, `${changes.size} changed: `), [...changes].map(([name, value]) => badge(`${name}=${value}`, 'info')), button('Open a copy with these', make, 'primary'), button('Discard', () => { changes.clear(); drawBar(); draw(); }, 'quiet')]
      : el('p.hint', {}, isReadOnly() ? 'This console is read-only.' : 'A tenant keeps its settings, for its files, links and tokens were made under them. Change some to open a copy with them: the same clock, queries and reports.'));
  }
  async function make() {
    const made = await admin(`sandboxes/${tenant.id}`, { method: 'POST', everywhere: true, body: { name: `${tenant.info?.name ?? 'Sandbox'}, other settings`, settings: Object.fromEntries(changes) } });
    toast('The sandbox is open');
    location.hash = `#/settings?tenant=${made.tenantId}`;
  }
  search.addEventListener('input', draw);
  which.addEventListener('change', draw);
  put(page, panel(`Settings of edition ${answer.edition}`, el('div.row', {}, field('Find', search), field('Show', which)), bar, count, el('div.table', { tabindex: '0', role: 'region', 'aria-label': 'Settings' },
    el('table', {}, el('thead', {}, el('tr', {}, ['Setting', 'Value', ...editions, 'Decides', 'Source'].map(text => el('th', { scope: 'col' }, text)))), body))));
  drawBar();
  draw();
}
