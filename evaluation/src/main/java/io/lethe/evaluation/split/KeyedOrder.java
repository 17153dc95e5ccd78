// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.split;

import io.lethe.domain.crypto.HmacKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The service's order: HMAC with the verifier's own key over purpose, dataset and ordinal. Who does
 * not hold the key can neither predict the held-out samples nor train towards them (I9); every
 * attempt on a dataset meets the same split, so that trying again does not draw a luckier one.
 */
public final class KeyedOrder implements SampleOrder {

  private final HmacKey key;
  private final String datasetDigest;

  /** The order of one dataset. */
  public KeyedOrder(HmacKey key, String datasetDigest) {
    this.key = Objects.requireNonNull(key, "key");
    this.datasetDigest = Objects.requireNonNull(datasetDigest, "datasetDigest");
  }

  @Override
  public long rank(String purpose, int ordinal) {
    byte[] text =
        ("lethe.verifier\n" + purpose + "\n" + datasetDigest + "\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] message =
        ByteBuffer.allocate(text.length + Integer.BYTES).put(text).putInt(ordinal).array();
    return ByteBuffer.wrap(key.mac(message)).getLong();
  }
}
