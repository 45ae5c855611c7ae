/** Names an attacker would try; the framework's session host and RPC names among them. */
export const RPC_METHODS = [
  'lk.agent.get_session_state',
  'lk.agent.get_chat_history',
  'lk.agent.get_agent_info',
  'lk.agent.send_message',
  'baton.reverse_transfer',
  'get_instructions',
];
/** Words that only the worker and the backend may know. */
export const SECRETS =
  /You are Riley, the first voice|handoff_agent|Do not ask for details|instructions/;
