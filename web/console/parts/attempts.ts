import { html, type TemplateResult } from 'lit';
import type { TransferAttempt } from '../../../protocol/call-result.ts';
import type { Evidence } from '../../../protocol/verdict.ts';
import { badge } from './badge.ts';
import { exactly, moment } from './time.ts';
import { VERDICT_WORDS } from './words.ts';

/** Each attempt to put the caller through, its verdict, and the facts it rests on. */
export function attempts(all: readonly TransferAttempt[]): TemplateResult {
  return html`<ul class="attempts">
    ${all.map(
      (one) =>
        html`<li>
          <div class="attempt-head">
            <strong>${one.target ?? one.destination}</strong>
            ${badge(VERDICT_WORDS[one.verdict])}
            <time class="soft small" datetime=${one.started} title=${exactly(one.started)}>
              ${moment(one.started)}
            </time>
          </div>
          <p class="soft small mono">${one.destination}</p>
          ${one.evidence ? evidence(one.evidence) : html`<p class="soft small">No evidence: nobody was left to gather it.</p>`}
        </li>`,
    )}
  </ul>`;
}

function evidence(facts: Evidence): TemplateResult {
  return html`<dl class="evidence">
    ${factsOf(facts).map(
      ([term, fact]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${fact}</dd>
        </div>`,
    )}
  </dl>`;
}

const yes = (fact: boolean) => (fact ? 'yes' : 'no');

const CARRIED_OUT: Record<Evidence['execution'], string> = {
  refer: 'REFER',
  dial_in: 'dialling in',
  consult: 'dialling in, asked first',
  desk: 'the desk',
  stream: 'the switch that streams the call',
};

function factsOf(facts: Evidence): [string, string][] {
  const { sip_status, api_code, person_present, both_subscribed, switch_confirmed, headers } =
    facts;
  return [
    ['Carried out by', CARRIED_OUT[facts.execution]],
    ['Accepted', yes(facts.accepted)],
    ...(sip_status === undefined ? [] : [['SIP status', String(sip_status)] as [string, string]]),
    ...(api_code === undefined ? [] : [['API code', api_code] as [string, string]]),
    ['Answer after', `${Math.round(facts.answered_after_ms).toLocaleString('en')} ms`],
    ['Caller still there', yes(facts.leg_present)],
    ...(person_present === undefined
      ? []
      : [['Person there', yes(person_present)] as [string, string]]),
    ...(both_subscribed === undefined
      ? []
      : [['Both heard', yes(both_subscribed)] as [string, string]]),
    ...(switch_confirmed === undefined
      ? []
      : [['Confirmed by the switch', yes(switch_confirmed)] as [string, string]]),
    ...(headers?.length ? [['Headers sent', headers.join(', ')] as [string, string]] : []),
  ];
}
