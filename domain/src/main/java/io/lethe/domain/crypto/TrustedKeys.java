// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The public keys whose signatures count. */
public final class TrustedKeys {

  private final Map<String, PublicKey> byId;

  private TrustedKeys(Map<String, PublicKey> byId) {
    this.byId = Map.copyOf(byId);
  }

  /**
   * Loads public keys, PEM.
   *
   * @throws KeyFileException where a file is missing or holds none, or no file is given
   */
  public static TrustedKeys load(Path... publicKeyFiles) {
    return of(
        Arrays.stream(publicKeyFiles)
            .map(
                file ->
                    Ed25519.publicKey(KeyFiles.read(file, Ed25519.PUBLIC_LABEL), file.toString()))
            .toList());
  }

  /** Reads one public key, PEM. */
  public static TrustedKeys parse(String publicKeyPem) {
    byte[] spki = KeyFiles.decode(publicKeyPem, Ed25519.PUBLIC_LABEL, "(given as text)");
    return of(Set.of(Ed25519.publicKey(spki, "(given as text)")));
  }

  static TrustedKeys of(Collection<PublicKey> keys) {
    if (keys.isEmpty()) {
      throw new KeyFileException("At least one trusted public key is needed");
    }
    Map<String, PublicKey> byId = new TreeMap<>();
    keys.forEach(key -> byId.put(Ed25519.keyId(key), key));
    return new TrustedKeys(byId);
  }

  /**
   * The payload of an envelope that a trusted key signed.
   *
   * @throws SignatureInvalidException where none did, or the text is no envelope
   */
  public byte[] verify(String envelopeJson) {
    return verified(envelopeJson).payload();
  }

  /**
   * The payload of an envelope that a trusted key signed, its type and the key.
   *
   * @throws SignatureInvalidException where none did, or the text is no envelope
   */
  public Verified verified(String envelopeJson) {
    requireNonNull(envelopeJson, "envelopeJson");
    Dsse.Envelope envelope = Dsse.Envelope.parse(envelopeJson);
    byte[] payload = envelope.payloadBytes();
    byte[] signed = Dsse.preAuthenticationEncoding(envelope.payloadType(), payload);
    for (Dsse.Signature each : envelope.signatures()) {
      PublicKey key = byId.get(each.keyId());
      if (key != null && Ed25519.verify(key, signed, decoded(each.signature()))) {
        return new Verified(envelope.payloadType(), payload, each.keyId());
      }
    }
    throw new SignatureInvalidException(
        "No valid signature by a trusted key: signed by "
            + envelope.signatures().stream().map(Dsse.Signature::keyId).toList()
            + ", trusted are "
            + byId.keySet());
  }

  /**
   * What a trusted key signed.
   *
   * @param payloadType media type of the payload
   * @param payload its bytes; the caller owns them
   * @param keyId the key that signed
   */
  @SuppressWarnings("ArrayRecordComponent") // a fresh array, handed to its one owner
  public record Verified(String payloadType, byte[] payload, String keyId) {
    public Verified {
      requireNonNull(payloadType, "payloadType");
      requireNonNull(payload, "payload");
      requireNonNull(keyId, "keyId");
    }
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new SignatureInvalidException("A signature must be base64", e);
    }
  }
}
