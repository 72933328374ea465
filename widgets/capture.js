// The camera and the microphone, or in words why they can't be had.

const REASONS = {
  NotAllowedError: (what) =>
    `This page may not use the ${what}. Allow it in the browser's address bar, or choose a file below`,
  NotFoundError: (what) => `No ${what} was found. Connect one, or choose a file below`,
  NotReadableError: (what) => `The ${what} is in use by another program. Close that, or choose a file below`,
};

/** Only a page that came safely has them. */
export const canCapture = () => Boolean(navigator.mediaDevices?.getUserMedia);

/** Opens the camera or the microphone; `close` turns it off again. */
export async function open(what, constraints) {
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch ({ name, message }) {
    throw Error(REASONS[name]?.(what) ?? `The ${what} could not be started (${message}). Choose a file below`);
  }
}

export function close(stream) {
  for (const track of stream.getTracks()) track.stop();
}
