// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Dead Simple Signing Envelopes, version 1. */
public final class Dsse {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Dsse() {}

  /**
   * One signature.
   *
   * @param keyId names the key; a hint, not covered by the signature
   * @param signature the signature's bytes in base64
   */
  public record Signature(String keyId, String signature) {
    public Signature {
      requireNonNull(keyId, "keyId");
      requireNonNull(signature, "signature");
    }
  }

  /**
   * A payload and its signatures.
   *
   * @param payloadType media type of the payload
   * @param payload the payload's bytes in base64
   * @param signatures at least one
   */
  public record Envelope(String payloadType, String payload, List<Signature> signatures) {
    public Envelope {
      requireNonNull(payloadType, "payloadType");
      requireNonNull(payload, "payload");
      signatures = List.copyOf(signatures);
      if (signatures.isEmpty()) {
        throw new IllegalArgumentException("An envelope needs at least one signature");
      }
    }

    /** The payload's bytes. */
    public byte[] payloadBytes() {
      return Base64.getDecoder().decode(payload);
    }

    /** The envelope as JSON. */
    public String toJson() {
      ObjectNode json =
          JSON.createObjectNode().put("payloadType", payloadType).put("payload", payload);
      var array = json.putArray("signatures");
      signatures.forEach(
          each -> array.addObject().put("keyid", each.keyId()).put("sig", each.signature()));
      return CanonicalJson.text(json);
    }

    /**
     * Reads an envelope.
     *
     * @throws SignatureInvalidException where the text is none
     */
    public static Envelope parse(String json) {
      try {
        JsonNode tree = JSON.readTree(json);
        if (tree == null || !tree.path("signatures").isArray()) {
          throw new SignatureInvalidException("A DSSE envelope must have an array 'signatures'");
        }
        List<Signature> signatures = new ArrayList<>();
        for (JsonNode each : tree.get("signatures")) {
          signatures.add(new Signature(each.path("keyid").asText(""), text(each, "sig")));
        }
        Envelope envelope =
            new Envelope(text(tree, "payloadType"), text(tree, "payload"), signatures);
        Base64.getDecoder().decode(envelope.payload());
        return envelope;
      } catch (JsonProcessingException | IllegalArgumentException e) {
        throw new SignatureInvalidException("Not a DSSE envelope", e);
      }
    }

    private static String text(JsonNode node, String field) {
      JsonNode value = node.path(field);
      if (!value.isTextual()) {
        throw new SignatureInvalidException("A DSSE envelope must have a text '" + field + "'");
      }
      return value.textValue();
    }
  }

  /** The pre-authentication encoding: the bytes that are signed. */
  public static byte[] preAuthenticationEncoding(String payloadType, byte[] payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("DSSEv1 " + type.length + " " + payloadType + " " + payload.length + " ")
            .getBytes(StandardCharsets.UTF_8);
    byte[] encoding = new byte[head.length + payload.length];
    System.arraycopy(head, 0, encoding, 0, head.length);
    System.arraycopy(payload, 0, encoding, head.length, payload.length);
    return encoding;
  }
}
