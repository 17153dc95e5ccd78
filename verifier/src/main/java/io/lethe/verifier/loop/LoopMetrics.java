package io.lethe.verifier.loop;

/** What the loops count. */
public interface LoopMetrics {

  /** A record was passed over because its bytes are no record of its topic. */
  void undecodable(String topic);

  /** A session with the broker ended in an error and will be opened anew. */
  void sessionFailed(String topic);
}
