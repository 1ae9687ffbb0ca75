// The wire of exec and attach (remotecommand): what both sides of it know.

/** Best first. v5 has the close signal, without which a program never sees the end of its input. */
export const CHANNEL_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

/** The first byte of each frame. */
export const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;
