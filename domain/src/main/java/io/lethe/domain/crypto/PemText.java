// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PEM file as it was read at one moment. A block that has a beginning and no end is refused: the
 * file is half written.
 *
 * @param file where it was read
 * @param text what it held
 */
record PemText(Path file, String text) {
  private static final int MAX_BYTES = 1 << 20;
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----");

  private record Block(String label, String base64) {}

  /**
   * Reads a file.
   *
   * @throws KeyFileException where it is missing, cannot be read or is too long
   */
  static PemText read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new KeyFileException(file + " is longer than a MiB; it must be PEM");
      }
      return new PemText(file, new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new KeyFileException(
          file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  /**
   * The certificates, in the file's order.
   *
   * @throws KeyFileException where there is none, or one is damaged
   */
  List<X509Certificate> certificates() {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks()) {
      if (block.label.equals(CERTIFICATE)) {
        certificates.add(certificate(block));
      }
    }
    if (certificates.isEmpty()) {
      throw new KeyFileException(
          file + " holds no certificate; it must have a PEM block '" + CERTIFICATE + "'");
    }
    return certificates;
  }

  /**
   * The one private key, as PKCS#8 has it.
   *
   * @throws KeyFileException where there is none, or in another form
   */
  byte[] privateKey() {
    List<Block> keys =
        blocks().stream().filter(block -> block.label.endsWith(PRIVATE_KEY)).toList();
    if (keys.size() != 1 || !keys.get(0).label.equals(PRIVATE_KEY)) {
      throw new KeyFileException(
          "%s must hold one PEM block '%s' (PKCS#8, not encrypted), and holds %s; openssl pkcs8 -topk8 -nocrypt makes it of other forms"
              .formatted(file, PRIVATE_KEY, keys.stream().map(Block::label).toList()));
    }
    return content(keys.get(0));
  }

  private X509Certificate certificate(Block block) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(content(block)));
    } catch (CertificateException e) {
      throw new KeyFileException(file + " holds a damaged certificate", e);
    }
  }

  private List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    if (BEGIN.matcher(text).results().count() != blocks.size()) {
      throw new KeyFileException(
          file + " holds a PEM block without its end: it is damaged or half written");
    }
    return blocks;
  }

  private byte[] content(Block block) {
    try {
      return Base64.getMimeDecoder().decode(block.base64);
    } catch (IllegalArgumentException e) {
      throw new KeyFileException(file + " holds a damaged PEM block", e);
    }
  }

  /** Keys stay out of logs. */
  @Override
  public String toString() {
    return "PemText[file=" + file + "]";
  }
}
