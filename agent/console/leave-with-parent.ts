// Loaded into the console's backend before its own code. The channel to the worker closes with the
// worker in whatever way it ends, kill -9 too, and then the backend stops as it would at a SIGTERM.
process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
});
// A listener keeps the channel, and with it this process, alive; a backend that has stopped leaves.
process.channel?.unref();
