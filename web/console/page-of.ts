import { html, type TemplateResult } from 'lit';
import { mayAs, type Me } from '../../protocol/operator.ts';
import { AgentPage } from './pages/agent-page.ts';
import { AgentsPage } from './pages/agents-page.ts';
import { AuditPage } from './pages/audit-page.ts';
import { CallPage } from './pages/call-page.ts';
import { CallbacksPage } from './pages/callbacks-page.ts';
import { CallsPage } from './pages/calls-page.ts';
import { DeskPage } from './pages/desk-page.ts';
import { DirectoryPage } from './pages/directory-page.ts';
import { InboxPage } from './pages/inbox-page.ts';
import { MessagesPage } from './pages/messages-page.ts';
import { empty } from './parts/states.ts';
import { PAGES, type Place } from './route.ts';

customElements.define('console-inbox', InboxPage);
customElements.define('console-desk', DeskPage);
customElements.define('console-calls', CallsPage);
customElements.define('console-call', CallPage);
customElements.define('console-messages', MessagesPage);
customElements.define('console-callbacks', CallbacksPage);
customElements.define('console-directory', DirectoryPage);
customElements.define('console-agents', AgentsPage);
customElements.define('console-agent', AgentPage);
customElements.define('console-audit', AuditPage);

/** The page at a route, as far as somebody may see it. */
export function pageOf({ page, id, search }: Place, me: Me): TemplateResult {
  const { role } = me;
  const wanted = PAGES.find(({ name }) => name === page)?.role;
  if (page === null || wanted === undefined)
    return empty('There is no such page', 'Take one of the pages in the navigation.');
  if (!mayAs(role, wanted))
    return empty(
      'This page is not for your role',
      `It takes the role ${wanted}; yours is ${role}.`,
    );
  switch (page) {
    case 'inbox':
      return html`<console-inbox .call=${id}></console-inbox>`;
    case 'desk':
      return html`<console-desk .call=${id} .me=${me}></console-desk>`;
    case 'calls':
      return id === null
        ? html`<console-calls .role=${role} .search=${search}></console-calls>`
        : html`<console-call .call=${id}></console-call>`;
    case 'messages':
      return html`<console-messages></console-messages>`;
    case 'callbacks':
      return html`<console-callbacks></console-callbacks>`;
    case 'directory':
      return html`<console-directory .search=${search}></console-directory>`;
    case 'agents':
      return id === null
        ? html`<console-agents></console-agents>`
        : html`<console-agent .slug=${id} .role=${role}></console-agent>`;
    case 'audit':
      return html`<console-audit></console-audit>`;
  }
}
