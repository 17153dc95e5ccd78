// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Newline-delimited JSON: one text a line, the last with or without its end. */
final class NdJson {
  static final String TYPE = "application/x-ndjson";

  /** Lines of a batch. */
  static final int MAX_LINES = 1_000;

  private NdJson() {}

  /**
   * The lines, empty ones too, each as it was sent.
   *
   * @throws RefusedException if there is none, or too many
   */
  static List<byte[]> lines(byte[] body) throws RefusedException {
    List<byte[]> lines = new ArrayList<>();
    int begin = 0;
    while (begin < body.length) {
      int end = begin;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      if (lines.size() == MAX_LINES) {
        throw new RefusedException(413, List.of("a batch has at most " + MAX_LINES + " lines"));
      }
      lines.add(Arrays.copyOfRange(body, begin, end));
      begin = end + 1;
    }
    if (lines.isEmpty()) {
      throw RefusedException.badRequest("the body must have a JSON object in each of its lines");
    }
    return lines;
  }
}
