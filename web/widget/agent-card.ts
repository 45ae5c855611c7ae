import { html, nothing, type TemplateResult } from 'lit';
import { avatar } from '../look/avatar.ts';
import { companyOf, isPaused, phaseOf, type CallView } from './call-view.ts';
import { activityOf, connectingTo } from './sentences.ts';
import { tint } from '../look/tint.ts';

/** Who is on the line and what they are doing; during a handoff, who comes next. */
export function agentCard(view: CallView, server: string): TemplateResult {
  return isPaused(view) && !view.reconnecting
    ? handoffScreen(view, server)
    : presence(view, server);
}

function presence(view: CallView, server: string): TemplateResult {
  const phase = phaseOf(view);
  const busy = phase !== 'talking';
  const { name = '', appearance = {} } = companyOf(view) ?? {};
  const activity = view.person ? 'listening' : view.activity;
  return html`<section
    class="card"
    data-part="agent"
    data-activity=${phase === 'talking' ? activity : phase}
    ${tint(appearance.color)}
  >
    <span class="ring ${busy ? 'ring-busy' : ''}"> ${avatar({ name, appearance }, server)} </span>
    <div class="who">
      <p class="name" data-part="agent-name">${name === '' ? 'Your call' : name}</p>
      <p class="activity" data-part="activity">${activityOf(view)}</p>
    </div>
    ${phase === 'talking' ? bars() : nothing}
  </section>`;
}

function bars(): TemplateResult {
  return html`<span class="bars" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i></span>`;
}

function handoffScreen(view: CallView, server: string): TemplateResult {
  const { phase, agent } = view;
  const target = phase.name === 'connecting_to' ? phase.agentName : undefined;
  return html`<section class="handoff" data-part="handoff" data-agent-name=${target ?? ''}>
    <div class="faces" ${tint(agent?.appearance.color)} aria-hidden="true">
      ${avatar({ name: agent?.name ?? '', appearance: agent?.appearance ?? {} }, server)}
      <span class="dots"><i></i><i></i><i></i></span>
      <span class="ring ring-busy">${avatar({ name: target ?? '', appearance: {} }, server)}</span>
    </div>
    <p class="connecting">${connectingTo(target)}</p>
    <p class="hint">Stay on the line. You will not have to explain it again.</p>
  </section>`;
}
