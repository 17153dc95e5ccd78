// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.job;

import io.lethe.domain.crypto.Digests;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * The identity of a job: SHA-256 over its content, so that the same order has the same id whoever
 * computes it.
 */
public final class JobIds {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  private JobIds() {}

  /**
   * SHA-256 over the length-prefixed fields, 64 lower-case hexadecimal digits. A field is a 4-byte
   * big-endian length and UTF-8 text; the hyper-parameters are their {@linkplain #canonical(Map)
   * canonical text}, the parent's figures, a last field where the job carries them, the bits of the
   * four IEEE 754 doubles, 16 lower-case hexadecimal digits each.
   */
  public static String jobId(JobContent job) {
    MessageDigest digest = Digests.newSha256();
    field(digest, job.model());
    field(digest, job.parentDigest());
    field(digest, Long.toString(job.championEpoch()));
    field(digest, job.forgetSetDigest());
    field(digest, job.excludedDigest());
    field(digest, job.datasetDigest());
    field(digest, job.algorithm());
    field(digest, canonical(job.hyperParameters()));
    field(digest, Integer.toString(job.attempt()));
    job.parentFigures().ifPresent(figures -> field(digest, bits(figures)));
    return Digests.hex(digest.digest());
  }

  /** The job's seed: the first 8 bytes of its id, big-endian. */
  public static long seed(String jobId) {
    Digests.requireSha256Hex(jobId, "jobId");
    return ByteBuffer.wrap(Digests.unhex(jobId)).getLong();
  }

  /** Hyper-parameters as {@code name=value} lines, sorted by name, values in their one spelling. */
  public static String canonical(Map<String, String> hyperParameters) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(hyperParameters)
        .forEach(
            (name, value) -> text.append(name).append('=').append(spelling(value)).append('\n'));
    return text.toString();
  }

  /**
   * The one spelling of a hyper-parameter's value: a name as it is, a number as {@link #decimal}.
   *
   * @throws NumberFormatException where the text is neither
   */
  public static String spelling(String text) {
    return NAME.matcher(text).matches() ? text : decimal(text);
  }

  /**
   * The one spelling of a decimal number: {@code 1e-3} and {@code 0.0010} are {@code 0.001}.
   *
   * @throws NumberFormatException where the text is no finite decimal number
   */
  public static String decimal(String text) {
    BigDecimal number;
    try {
      number = new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw new NumberFormatException("'" + text + "' is no decimal number");
    }
    if (Math.abs((long) number.scale()) > 100 || number.precision() > 100) {
      throw new NumberFormatException("'" + text + "' has more than 100 digits");
    }
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static String bits(TestFigures figures) {
    return DoubleStream.of(
            figures.accuracy(), figures.loss(), figures.margin(), figures.marginSpread())
        .mapToObj(value -> "%016x".formatted(Double.doubleToLongBits(value)))
        .collect(Collectors.joining());
  }

  private static void field(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }
}
