// The API from its OpenAPI document: each operation with a form that sends it, with a token it gets itself.
import { admin, answerView, badge, button, code, el, empty, field, fill, getCredentials, input, isSwagger, panel, put, root, select, send, snippetTabs, statusKind, tabs, tenant, tokenRequest, token } from './core.js';

export const title = 'API';

export async function render(page, parameters) {
  // At the documented address the document is beside the page, for everyone.
  const document = isSwagger ? await (await fetch('v1/swagger.json')).json() : await admin('openapi.json');
  const find = reference => reference.slice(2).split('/').reduce((value, name) => value?.[decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')], document);
  const resolve = value => value?.$ref ? resolve(find(value.$ref)) : value;
  const operations = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).filter(([, one]) => one.responses).map(([method, one]) => ({ method: method.toUpperCase(), path, tag: one.tags?.[0] ?? 'other', ...one })));
  const search = input('', { type: 'search', placeholder: 'path or purpose', 'aria-label': 'Find an operation' });
  const list = el('div', {}), main = el('div.page', {});
  let chosen = operations.find(one => one.operationId === parameters.get('operation')) ?? operations[0];
  const draw = () => {
    const wanted = search.value.toLowerCase();
    const shown = operations.filter(one => !wanted || `${one.path} ${one.summary}`.toLowerCase().includes(wanted));
    const tags = [...new Set(shown.map(one => one.tag))];
    fill(list, tags.map(tag => [el('h2', {}, tag), shown.filter(one => one.tag === tag).map(one => el('button.operation', { type: 'button', 'aria-pressed': one === chosen, onclick: () => { chosen = one; draw(); describe(one); } },
      badge(one.method, { GET: 'info', POST: 'good', PUT: 'warn', DELETE: 'bad' }[one.method]), el('code', {}, one.path.replace('/insights/v1/', '/…/')), el('span.hint', {}, one.summary)))]), shown.length === 0 && el('p.hint', {}, 'No operation has that.'));
  };
  search.addEventListener('input', draw);
  const credentials = await getCredentials().catch(() => null);
  const ownToken = input('', { placeholder: 'eyJ…' });

  /** Returns a value that a schema may have, for a form to begin with. */
  function example(schema, depth = 0) {
    schema = resolve(schema);
    if (!schema || depth > 5) return null;
    if (schema.example !== undefined) return schema.example;
    if (schema.examples?.length) return schema.examples[0];
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return schema.enum[0];
    const options = schema.oneOf ?? schema.anyOf;
    if (options && !schema.properties) return example(options[0], depth + 1);
    if (schema.properties) return Object.fromEntries(Object.entries(schema.properties).filter(([name]) => depth > 0 || !schema.required || schema.required.includes(name) || name in usual || Object.keys(schema.properties).length < 12).map(([name, one]) => [name, given(name) ?? example(one, depth + 1)]));
    const type = [schema.type].flat()[0];
    return { integer: schema.minimum ?? 0, number: 0, boolean: false, array: schema.items ? [example(schema.items, depth + 1)] : [], object: {}, null: null }[type] ?? (schema.format === 'date-time' ? '2021-01-06T19:00:00Z' : schema.format === 'uuid' ? '00000000-0000-0000-0000-000000000000' : '');
  }
  const known = { tenant: credentials?.tenantId, tenantId: credentials?.tenantId, user: credentials?.username };
  const soon = new Date((Date.parse(tenant.now) || Date.now()) + 6 * 3600000).toISOString().slice(0, 19) + 'Z';
  const usual = { ReportName: 'From the explorer', Name: 'From the explorer', Query: 'SELECT OrderId FROM ISVOrder', StartTime: soon, RecurrenceInterval: 24, RecurrenceCount: 5, Format: 'csv' };
  /** Returns what an earlier response had by this name, or a usual value. */
  const given = name => known[name[0].toLowerCase() + name.slice(1)] ?? usual[name];
  const learn = answer => { for (const [, name, id] of answer.text.matchAll(/"((?:query|report|execution)Id)":"([^"]+)"/g)) known[name] = id; return answer; };

  function describe(operation) {
    const program = operation.path.includes('/mpn/') ? 'mpn' : 'cmp';
    const isService = operation.path.startsWith('/insights/') && !operation.path.includes('/swagger/');
    const controls = (operation.parameters ?? []).map(resolve).map(one => {
      const schema = resolve(one.schema) ?? {};
      const control = schema.enum ? select([['', '–'], ...schema.enum.map(String)], '') : input(one.in === 'path' ? known[one.name] ?? '' : '', { placeholder: one.required ? 'required' : '' });
      return { one, control };
    });
    const content = Object.entries(resolve(operation.requestBody)?.content ?? {})[0];
    const isForm = content?.[0] === 'application/x-www-form-urlencoded';
    const body = content && el('textarea', { rows: 10, spellcheck: 'false' });
    const request = async () => {
      let path = operation.path.slice(1);
      const query = [];
      for (const { one, control } of controls) {
        if (one.in === 'path') path = path.replace(`{${one.name}}`, encodeURIComponent(control.value));
        else if (one.in === 'query' && control.value !== '') query.push(`${encodeURIComponent(one.name)}=${encodeURIComponent(control.value)}`);
      }
      const headers = {};
      for (const { one, control } of controls) if (one.in === 'header' && control.value !== '') headers[one.name] = control.value;
      return { method: operation.method, path: path + (query.length ? '?' + query.join('&') : ''), headers, program, ...(isForm ? { form: JSON.parse(body.value) } : body && { body: body.value }) };
    };
    const outcome = el('div', { 'aria-live': 'polite' }), requestView = el('div', {});
    const show = async () => { try { fill(requestView, snippetTabs(await request())); } catch (error) { fill(requestView, el('p.error', {}, error.message)); } };
    if (body) {
      const start = example(content[1].schema);
      body.value = JSON.stringify(start, null, 2);
      if (isForm && credentials) tokenRequest(program).then(one => { body.value = JSON.stringify(operation.path.includes('v2.0') ? { grant_type: one.form.grant_type, client_id: one.form.client_id, client_secret: one.form.client_secret, scope: 'https://graph.windows.net/.default' } : one.form, null, 2); show(); });
      body.addEventListener('input', show);
    }
    for (const { control } of controls) control.addEventListener('input', show);
    fill(main, panel(operation.summary ?? operation.operationId ?? operation.path, el('p.line', {}, badge(operation.method, 'info'), el('code', { css: { 'overflow-wrap': 'anywhere' } }, operation.path)), operation.description && el('p.hint', {}, operation.description),
      el('form.page', { onsubmit: event => { event.preventDefault(); event.target.querySelector('button.primary').click(); } }, el('div.row', {}, controls.map(({ one, control }) => field(`${one.name} (${one.in})`, control, one.description))), body && field(isForm ? 'Form, as JSON' : 'Body', body), body && el('details', { ontoggle: once(() => schemaView(content[1].schema, 'the body')) }, el('summary', {}, 'What the body may be')), isService && !credentials && field('Token', ownToken, 'The administration gives this page no credentials. Get a token with those you have, by the token endpoint below.'),
        el('div.row.tight', {}, button('Try it', async () => {
          const one = await request();
          if (isService) one.headers.Authorization = 'Bearer ' + (credentials ? await token(program) : ownToken.value.trim());
          try { fill(outcome, answerView(learn(await send(one)))); } catch (error) { fill(outcome, el('p.error', {}, error.message)); }
        }, 'primary'), isService && credentials && el('span.hint', {}, 'with a token that it gets itself'))), outcome, el('details', {}, el('summary', {}, 'The request as code'), requestView)),
    panel('Responses', Object.entries(operation.responses).map(([status, one]) => {
      const response = resolve(one), schema = Object.values(response.content ?? {})[0]?.schema;
      return el('details', { ontoggle: once(() => schema ? schemaView(schema, status) : el('p.hint', {}, 'Without a body that is described.')) },
        el('summary', {}, badge(status, statusKind(Number(status) || 200)), ' ', response.description));
    })));
    show();
  }
  /** Fills a part when it is opened first. */
  const once = make => event => { const target = event.currentTarget; if (target.open && target.children.length === 1) target.append(make()); };
  /** Shows a body that a schema allows, and the schema. */
  const schemaView = (schema, of) => tabs(`Body of ${of}`, [['Example', () => code(JSON.stringify(example(schema, 1), null, 2), `Example of ${of}`)], ['Schema', () => code(JSON.stringify(expand(schema), null, 2), `Schema of ${of}`)]]);
  /** Replaces references by what they name, to a depth that a person reads. */
  const expand = (value, depth = 0) => Array.isArray(value) ? value.map(one => expand(one, depth)) : !value || typeof value !== 'object' ? value : value.$ref ? depth > 4 ? { $ref: value.$ref } : expand(find(value.$ref), depth + 1) : Object.fromEntries(Object.entries(value).map(([name, one]) => [name, expand(one, depth)]));

  put(page, el('div.explorer', {}, el('section.panel', { 'aria-label': 'Operations' }, search, list), main));
  draw();
  if (chosen) describe(chosen); else fill(main, empty('No operation', 'The document lists none.'));
}
