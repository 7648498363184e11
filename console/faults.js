// Faults: rules by form and as JSON, how often each fired, and a request that meets one now.
import { admin, answerView, badge, button, el, empty, fail, field, fill, input, isReadOnly, onChange, panel, put, select, send, service,
  toast, tokenRequest } from './core.js';

export const title = 'Faults';
const routes = ['token', 'discovery', 'datasets', 'createQuery', 'listQueries', 'deleteQuery', 'testQuery', 'createReport', 'listReports', 'updateReport', 'deleteReport', 'pauseReport', 'resumeReport', 'executions', 'download', 'unmatched'];
const statuses = ['401', '403', '404', '429', '500', '502', '503', '504'];
// For each kind: what it does, and its own fields with the form of a control.
const kinds = {
  throttle: ['429 with Retry-After', { retryAfter: ['number', 1], retryAfterAs: ['choice', 'seconds', 'date'], body: ['choice', 'usual', 'json', 'text'] }],
  status: ['an error with the documented body', { status: ['choice', ...statuses.slice(4), ...statuses.slice(0, 4)] }],
  'error-in-200': ['the error’s body under status 200', { status: ['choice', ...statuses] }],
  'html-page': ['a page of HTML, as of a gateway', { status: ['choice', '503', '502', '200', '429'] }],
  redirect: ['a redirect to the same address', { status: ['choice', '307', '301', '302', '303', '308'] }],
  'expired-token': ['401 as if the token had expired', {}],
  'token-field': ['a member of a token response differs', { field: ['text', 'expires_in'], value: ['json', '"0"'] }],
  latency: ['the response is late', { milliseconds: ['number', 2000], real: ['flag'] }],
  reset: ['the connection is reset', { at: ['choice', 'before-head', 'mid-body', 'after-body'] }],
  truncate: ['the body ends early', { afterBytes: ['number', ''] }],
  'slow-drip': ['the body arrives slowly', { bytesPerSecond: ['number', 200] }],
  gzip: ['the body is compressed', {}], chunked: ['the body has no length', {}],
  'wrong-content-length': ['Content-Length is wrong', { by: ['number', 10] }],
  'corrupt-gzip': ['one byte of a file is wrong', {}], 'short-gzip': ['a file ends early', { afterBytes: ['number', ''] }],
  'hold-execution': ['an execution stays Running', { reportName: ['text', ''] }],
  'fail-callback': ['a callback fails', { status: ['number', 500] }],
  'unknown-instance': ['documents of the token endpoint are refused', {}],
};

export async function render(page) {
  let plan = await admin('faults');
  const list = el('div.page', {});
  const outcome = el('div', { 'aria-live': 'polite' });
  const kind = select(Object.entries(kinds).map(([name, [text]]) => [name, `${name}: ${text}`]), 'throttle', { onchange: () => { drawOwn(); write(); } });
  const own = el('div.row', {});
  let controls = {};
  const common = { name: input('', { placeholder: 'shown in the journal' }), route: select([['', 'all that it applies to'], ...routes], 'datasets'), program: select([['', 'both'], 'cmp', 'mpn'], ''),
    nth: input('', { inputmode: 'numeric', placeholder: 'every one' }), every: input('', { inputmode: 'numeric' }), probability: input('', { inputmode: 'decimal', placeholder: '1' }), limit: input('1', { inputmode: 'numeric', placeholder: 'no limit' }),
    from: input('', { placeholder: 'an instant' }), until: input('', { placeholder: 'an instant' }) };
  const lasts = el('input', { type: 'checkbox', id: 'lasts' });
  const json = el('textarea', { rows: 12, spellcheck: 'false' });
  const wrong = el('p.error', { role: 'alert' });
  const number = text => text.trim() === '' ? undefined : Number.isFinite(Number(text)) ? Number(text) : text;

  function drawOwn() {
    controls = {};
    fill(own, Object.entries(kinds[kind.value][1]).map(([name, [form, ...values]]) => {
      const control = form === 'choice' ? select(values, values[0]) : form === 'flag' ? select([['', 'no'], ['true', 'yes']], '') : input(String(values[0]), form === 'number' ? { inputmode: 'numeric' } : {});
      controls[name] = [form, control];
      control.addEventListener('input', write);
      return field(name, control);
    }));
  }
  function rule() {
    const fault = { kind: kind.value };
    for (const [name, [form, control]] of Object.entries(controls)) {
      const text = control.value;
      if (text === '') continue;
      fault[name] = form === 'number' || name === 'status' ? number(text) : form === 'flag' ? true : form === 'json' ? JSON.parse(text) : text;
    }
    const rule = {};
    for (const [name, control] of Object.entries(common)) {
      if (control.value.trim() === '') continue;
      rule[name] = ['nth', 'every', 'probability', 'limit'].includes(name) ? number(control.value) : control.value;
    }
    if (lasts.checked) rule.lasts = true;
    return { ...rule, fault };
  }
  function write() { try { json.value = JSON.stringify(rule(), null, 2); fill(wrong); } catch (error) { fill(wrong, error.message); } }
  for (const control of [...Object.values(common), lasts]) control.addEventListener('input', write);

  async function set(rules) {
    fill(wrong);
    try { plan = await admin('faults', { method: 'POST', body: { ...(plan.seed !== undefined && { seed: plan.seed }), rules } }); }
    catch (error) { fill(wrong, error.message); throw error; }
    draw();
  }
  const parsed = () => { try { return JSON.parse(json.value); } catch (error) { fill(wrong, `The rule is no JSON: ${error.message}`); throw error; } };
  let added = null;
  const add = async () => { await set([...plan.rules, parsed()]); added = json.value; toast('The rule is in force'); };

  function draw() {
    clear.hidden = isReadOnly() || plan.rules.length === 0;
    fill(list, plan.rules.length === 0 ? empty('No fault is planned', 'The service answers as documented. Add a rule to see what a client makes of a failure.')
      : el('div.table', {}, el('table', {}, el('thead', {}, el('tr', {}, ['Rule', 'Requests', 'Fault', 'Fired', 'Action'].map(text => el('th', { scope: 'col' }, text)))), el('tbody', {}, plan.rules.map((one, index) =>
        el('tr', {}, el('td', {}, one.name ?? `rule ${index + 1}`), el('td', {}, [one.route ?? 'all', one.program, one.nth && `nth ${one.nth}`, one.every && `every ${one.every}`, one.probability && `p ${one.probability}`, one.limit && `at most ${one.limit}`, one.lasts && 'lasts'].filter(Boolean).join(', ')),
          el('td', {}, el('code', {}, JSON.stringify(one.fault))), el('td', {}, badge(plan.fired[index] === 1 ? 'once' : `${plan.fired[index]} times`, plan.fired[index] ? 'bad' : '')),
          el('td', {}, isReadOnly() ? null : button('Remove', () => (added = null, set(plan.rules.filter((_, place) => place !== index))), 'small', { 'aria-label': `Remove ${one.name ?? `rule ${index + 1}`}` }))))))));
  }
  async function fire() {
    const one = parsed();
    const last = plan.rules.length - 1;
    if (added !== json.value || last < 0) await add();
    // A plan that is set again counts from zero, so a used-up rule fires once more.
    else if (plan.rules[last].limit && plan.fired[last] >= plan.rules[last].limit) await set(plan.rules);
    const program = one.program ?? 'cmp', id = '00000000-0000-0000-0000-000000000000';
    const call = { token: null, discovery: null, datasets: ['GET', 'ScheduledDataset'], listQueries: ['GET', 'ScheduledQueries'], listReports: ['GET', 'ScheduledReport'], createQuery: ['POST', 'ScheduledQueries', { Name: 'Fault', Query: 'SELECT OrderId FROM ISVOrder' }],
      deleteQuery: ['DELETE', `ScheduledQueries/${id}`], testQuery: ['GET', 'ScheduledQueries/testQueryResult?exportQuery=SELECT%20OrderId%20FROM%20ISVOrder'], createReport: ['POST', 'ScheduledReport', {}], updateReport: ['PUT', `ScheduledReport/${id}`, {}], deleteReport: ['DELETE', `ScheduledReport/${id}`],
      pauseReport: ['PUT', `ScheduledReport/pause/${id}`], resumeReport: ['PUT', `ScheduledReport/resume/${id}`], executions: ['GET', `ScheduledReport/execution/${id}`], unmatched: ['GET', 'Unmatched'] }[one.route ?? 'datasets'];
    try {
      const request = await tokenRequest(program);
      const answer = one.route === 'token' ? await send(request) : one.route === 'discovery' ? await send({ method: 'GET', path: request.path.replace('oauth2/token', '.well-known/openid-configuration') })
        : call ? await service(program, ...call) : null;
      fill(outcome, answer ? answerView(answer) : el('p.hint', {}, 'A download meets this rule: fetch a file on the timeline.'));
    } catch (error) { fill(outcome, el('p.reason', {}, error.message)); }
    plan = await admin('faults');
    draw();
  }
  const clear = button('Remove all', async () => { await admin('faults', { method: 'DELETE' }); plan = await admin('faults'); draw(); toast('No fault is planned'); }, 'small');
  const form = isReadOnly() ? null : panel('A rule', el('div.columns', {}, el('div.page', {}, field('Fault', kind), own, el('div.row', {}, field('Route', common.route), field('Program', common.program)),
    el('div.row', {}, field('Only the nth', common.nth), field('At most', common.limit), field('Name', common.name)),
    el('details', {}, el('summary', {}, 'More conditions'), el('div.page', {}, el('div.row', {}, field('Every nth', common.every), field('Probability', common.probability), field('From', common.from), field('Until', common.until)), el('label.check', { for: 'lasts' }, lasts, 'Lasts until the client does what it is asked'))),
    el('div.row.tight', {}, button('Add the rule', add, 'primary'), button('Fire it now', fire))), el('div.page', {}, field('The rule as JSON', json, 'What counts; change it by hand if you like.'), wrong)), outcome);
  put(page, form, panel('Rules in force', list, clear));
  drawOwn();
  write();
  draw();
  return onChange(what => what === 'journal' && admin('faults').then(answer => { plan = answer; draw(); }, fail));
}
