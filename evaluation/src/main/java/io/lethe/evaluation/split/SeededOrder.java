// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.split;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * An order that anyone can repeat, for offline evaluation: SHA-256 over seed, purpose and ordinal.
 * Not for the service, where a worker could know it (see {@link KeyedOrder}).
 *
 * @param seed the split seed
 */
public record SeededOrder(long seed) implements SampleOrder {

  @Override
  public long rank(String purpose, int ordinal) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).flip());
      digest.update(purpose.getBytes(StandardCharsets.UTF_8));
      digest.update(ByteBuffer.allocate(1 + Integer.BYTES).put((byte) 0).putInt(ordinal).flip());
      return ByteBuffer.wrap(digest.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
