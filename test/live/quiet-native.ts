import { quietNative } from '../../config/native-client.ts';

// Legs, pages' rooms and streams of a test are in one process.
quietNative();
