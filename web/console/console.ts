import { ConsoleApp } from './console-app.ts';

customElements.define('baton-console', ConsoleApp);
