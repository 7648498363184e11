// Tenants: those of the file, and sandboxes, which are made, copied, reset and deleted here.
import { admin, badge, button, changed, copy, el, empty, field, fill, input, isReadOnly, onChange, panel, put, refresh, root, select, tenant, time, toast } from './core.js';

export const title = 'Sandboxes';

export async function render(page) {
  const list = el('div', {});
  const link = one => `${root.href}_sim/ui/#/home?tenant=${one.tenantId}`;
  function draw() {
    const sandboxes = tenant.list.filter(one => one.sandbox);
    const rows = [...tenant.list.filter(one => !one.sandbox), ...sandboxes];
    fill(list, el('div.table', { tabindex: '0', role: 'region', 'aria-label': 'List of tenants' }, el('table', {}, el('thead', {}, el('tr', {}, ['Name', 'Tenant', 'Edition', 'Clock', 'Requests', 'Actions'].map(text => el('th', { scope: 'col' }, text)))),
      el('tbody', {}, rows.map(one => el('tr', {}, el('th', { scope: 'row' }, el('a', { href: `#/home?tenant=${one.tenantId}` }, one.name), one.tenantId === tenant.id && [' ', badge('open', 'good')], !one.sandbox && [' ', badge('of the file', '')]),
        el('td', {}, el('code', {}, one.tenantId)), el('td', {}, one.edition), el('td', {}, time(one.now)), el('td', {}, String(one.requests)), el('td', {}, el('div.row.tight', {}, actions(one)))))))),
    sandboxes.length === 0 && empty('No sandbox yet', 'A sandbox has its own credentials, clock, settings, faults and journal. Make one for a test or a demonstration.'));
  }
  function actions(one) {
    const label = text => ({ 'aria-label': `${text} ${one.name}` });
    return [button('Copy link', () => copy(link(one), 'The link is copied'), 'small', label('Copy link of')), isReadOnly() ? null : [
      button('Clone', () => clone(one), 'small', label('Clone')), button('Reset', async () => {
        await admin(`reset?tenant=${one.tenantId}`, { method: 'POST', everywhere: true });
        toast(`${one.name} is as at its start`);
        await again();
      }, 'small', label('Reset')), one.sandbox && button('Delete', async () => {
        await admin(`sandboxes/${one.tenantId}`, { method: 'DELETE', everywhere: true });
        toast(`${one.name} is deleted`);
        if (one.tenantId === tenant.id) location.hash = '#/sandboxes'; else await again();
      }, 'small.danger', label('Delete'))]];
  }
  async function again() { await refresh(); changed('tenants'); draw(); }
  /** Makes a sandbox that is as a tenant is now. */
  async function clone(one) {
    const made = await admin(`sandboxes/${one.tenantId}`, { method: 'POST', everywhere: true });
    toast(`${made.name} has its settings, clock, faults, queries and reports`);
    await again();
  }
  const [name, clock, seed] = [input('', { placeholder: 'Demonstration' }), input(tenant.now ?? ''), input('', { inputmode: 'numeric', placeholder: 'its own' })];
  const edition = select([['', 'as the server'], '2021', '2023', '2026'], '');
  const model = select([['', 'the first'], ...tenant.list.filter(one => !one.sandbox).map(one => [one.domain, one.name])], '');
  const settings = el('textarea', { rows: 2, spellcheck: 'false', placeholder: '{"test-rows":"10"}' });
  const wrong = el('p.error', { role: 'alert' });
  put(page, isReadOnly() ? null : panel('A new sandbox', el('div.row', {}, field('Name', name), field('Clock', clock), field('Edition', edition), field('Copy of', model), field('Seed', seed)), field('Settings as JSON', settings), wrong,
    el('div.row.tight', {}, button('Make it', async () => {
      fill(wrong);
      const body = {};
      if (name.value) body.name = name.value;
      if (clock.value) body.clock = clock.value;
      if (edition.value) body.edition = edition.value;
      if (model.value) body.model = model.value;
      if (seed.value) body.seed = Number(seed.value);
      try { if (settings.value.trim()) body.settings = JSON.parse(settings.value); } catch (error) { fill(wrong, `The settings are no JSON: ${error.message}`); return; }
      try { const made = await admin('sandboxes', { method: 'POST', everywhere: true, body }); toast(`${made.name} is made`); name.value = ''; } catch (error) { fill(wrong, error.message); return; }
      await again();
    }, 'primary'))), panel('Tenants', list));
  await again();
}
