import {
  type AudioSample,
  AudioSampleSink,
  AudioSampleSource,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  getFirstEncodableAudioCodec,
  type InputAudioTrack,
  type Output,
  Quality,
} from "mediabunny";

/** An audio track on its way from one file into another, in step with the video. */
export interface AudioCopy {
  /** Moves what begins before a time; `Infinity` moves the rest. What cannot be read ends the track early. */
  until(seconds: number): Promise<void>;
  /** Frees what was read ahead. */
  close(): Promise<void>;
}

/**
 * Adds a track to an output that has not started: its packets as they are where the container holds the codec, encoded
 * anew where it does not.
 * @returns undefined when the track's codec cannot be read, or the container holds no codec that can be written here
 */
export async function copyAudio(track: InputAudioTrack, output: Output): Promise<AudioCopy | undefined> {
  const codec = await track.getCodec();
  const held = output.format.getSupportedAudioCodecs();
  if (codec !== null && held.includes(codec)) {
    const source = new EncodedAudioPacketSource(codec);
    output.addAudioTrack(source);
    const decoderConfig = await track.getDecoderConfig();
    const meta = decoderConfig === null ? undefined : { decoderConfig };
    const packets = new EncodedPacketSink(track).packets();
    return inStep(
      packets,
      (packet: EncodedPacket) => source.add(packet, meta),
      () => source.close(),
    );
  }
  if (!(await track.canDecode())) return undefined;
  const encodable = await getFirstEncodableAudioCodec(held, {
    numberOfChannels: await track.getNumberOfChannels(),
    sampleRate: await track.getSampleRate(),
  });
  if (encodable === null) return undefined;
  const source = new AudioSampleSource({ codec: encodable, quality: new Quality("high") });
  output.addAudioTrack(source);
  const samples = new AudioSampleSink(track).samples();
  return inStep(
    samples,
    async (sample: AudioSample) => {
      await source.add(sample);
      sample.close();
    },
    () => source.close(),
  );
}

function inStep<T extends { readonly timestamp: number }>(
  items: AsyncGenerator<T, void, unknown>,
  add: (item: T) => Promise<void>,
  end: () => void,
): AudioCopy {
  let ahead: T | undefined;
  let ended = false;
  return {
    async until(seconds) {
      while (!ended) {
        ahead ??= (await items.next().catch(() => undefined))?.value as T | undefined;
        if (ahead === undefined) {
          ended = true;
          end();
          return;
        }
        if (ahead.timestamp >= seconds) return;
        await add(ahead);
        ahead = undefined;
      }
    },
    async close() {
      (ahead as { close?(): void } | undefined)?.close?.();
      await items.return(undefined);
    },
  };
}
