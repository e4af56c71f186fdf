// Tells the locked pages of this browser that their owner is signed in again.
new BroadcastChannel("belltown-sign-in").postMessage("again");
