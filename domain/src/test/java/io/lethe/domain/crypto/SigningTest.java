// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningTest {

  private static final String TYPE = "text/plain";
  private static final byte[] PAYLOAD = "it forgot".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;
  private SigningKey key;

  @BeforeEach
  void makeKey() {
    key = SigningKey.loadOrCreate(directory.resolve("key"));
  }

  @Test
  void shouldEncodeAsTheDsseSpecificationDoes() {
    byte[] encoding =
        Dsse.preAuthenticationEncoding(
            "http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8));

    assertThat(new String(encoding, StandardCharsets.UTF_8))
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  }

  @Test
  void shouldGiveThePayloadOfATrustedSignature() {
    String envelope = key.sign(TYPE, PAYLOAD).toJson();

    assertThat(key.asTrusted().verify(envelope)).isEqualTo(PAYLOAD);
    assertThat(TrustedKeys.load(directory.resolve("key.pub")).verify(envelope)).isEqualTo(PAYLOAD);
    assertThat(TrustedKeys.parse(key.publicKeyPem()).verify(envelope)).isEqualTo(PAYLOAD);
    assertThat(key.asTrusted().verified(envelope).keyId()).isEqualTo(key.keyId());
  }

  @Test
  void shouldKeepTheKeyOverRestarts() {
    String envelope = key.sign(TYPE, PAYLOAD).toJson();

    SigningKey reloaded = SigningKey.loadOrCreate(directory.resolve("key"));

    assertThat(reloaded.keyId()).isEqualTo(key.keyId());
    assertThat(reloaded.asTrusted().verify(envelope)).isEqualTo(PAYLOAD);
  }

  @Test
  void shouldRefuseAChangedPayload() {
    Dsse.Envelope envelope = key.sign(TYPE, PAYLOAD);
    String other =
        Base64.getEncoder().encodeToString("it did not".getBytes(StandardCharsets.UTF_8));

    assertInvalid(new Dsse.Envelope(TYPE, other, envelope.signatures()));
  }

  @Test
  void shouldRefuseAChangedPayloadType() {
    Dsse.Envelope envelope = key.sign(TYPE, PAYLOAD);

    assertInvalid(new Dsse.Envelope("text/html", envelope.payload(), envelope.signatures()));
  }

  @Test
  void shouldRefuseAStrangersSignatureEvenUnderATrustedName() {
    SigningKey stranger = SigningKey.loadOrCreate(directory.resolve("stranger"));
    Dsse.Envelope foreign = stranger.sign(TYPE, PAYLOAD);

    assertInvalid(foreign);
    assertInvalid(
        new Dsse.Envelope(
            TYPE,
            foreign.payload(),
            List.of(new Dsse.Signature(key.keyId(), foreign.signatures().get(0).signature()))));
  }

  @Test
  void shouldRefuseMalformedSignatures() {
    Dsse.Envelope envelope = key.sign(TYPE, PAYLOAD);

    assertInvalid(
        new Dsse.Envelope(
            TYPE, envelope.payload(), List.of(new Dsse.Signature(key.keyId(), "AAAA"))));
  }

  @Test
  void shouldRefuseTextThatIsNoEnvelope() {
    for (String text :
        List.of(
            "",
            "null",
            "[]",
            "{}",
            "no json",
            "{\"signatures\":[]}",
            "{\"payloadType\":\"t\",\"payload\":\"!\",\"signatures\":[{\"keyid\":\"k\",\"sig\":\"\"}]}",
            "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[]}")) {
      assertThatThrownBy(() -> key.asTrusted().verify(text))
          .as(text)
          .isInstanceOf(SignatureInvalidException.class);
    }
  }

  @Test
  void shouldRefuseKeyFilesThatAreNotOnePair() throws Exception {
    SigningKey.loadOrCreate(directory.resolve("other"));
    Files.copy(
        directory.resolve("other.pub"),
        directory.resolve("key.pub"),
        StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> SigningKey.load(directory.resolve("key")))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("are not one pair");
  }

  @Test
  void shouldNotMakeAKeyWhereHalfOfAPairIsLost() throws Exception {
    Files.delete(directory.resolve("key"));

    assertThatThrownBy(() -> SigningKey.loadOrCreate(directory.resolve("key")))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("exists without its pair");
  }

  @Test
  void shouldRefuseToTrustNobody() {
    assertThatThrownBy(TrustedKeys::load)
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("At least one trusted public key");
  }

  private void assertInvalid(Dsse.Envelope envelope) {
    assertThatThrownBy(() -> key.asTrusted().verify(envelope.toJson()))
        .isInstanceOf(SignatureInvalidException.class)
        .hasMessageContaining("No valid signature by a trusted key");
  }
}
