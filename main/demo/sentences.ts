/** The first line of an empty text. */
export const title = '# Notes from a small machine room';

/** What the robots have to say. */
export const sentences = [
  'Every key press here travels over a real network, even though it never leaves this machine.',
  'If you stop the root, somebody else will have to carry the rest of us.',
  'A banyan lets roots down from its branches; each can become a trunk.',
  'I counted the messages on my edge: never two of the same.',
  'Write between our lines. Nobody will be in your way.',
  '- Undo takes back what you wrote, never what we wrote.',
  '- Pull a plug and plug it in again: nothing is lost.',
  '- Look at the live tree while we type.',
  '## Things to try',
  'Select a word and start typing; your caret shows up here with your name.',
  'There is no server. That machine over there is just another one of us.',
  'My store is on disk before anything counts as safe.',
  'The strip below shows who had your last edit, and when.',
  'Robots make typing errors too. We take them back.',
] as const;
