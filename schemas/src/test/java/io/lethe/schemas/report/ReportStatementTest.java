// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.crypto.SignatureInvalidException;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.json.CanonicalJson;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionRule;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportStatementTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  private SigningKey key;

  @BeforeEach
  void makeKey() {
    key = SigningKey.loadOrCreate(directory.resolve("verifier.key"));
  }

  @Test
  void shouldBeAnInTotoStatementAboutTheMeasuredVersion() throws Exception {
    JsonNode statement = JSON.readTree(ReportStatement.payload(report()));

    assertThat(statement.get("_type").textValue()).isEqualTo("https://in-toto.io/Statement/v1");
    assertThat(statement.at("/subject/0/digest/sha256").textValue()).isEqualTo("a".repeat(64));
    assertThat(statement.at("/predicate/criteria/0/low").textValue()).isEqualTo("NaN");
    assertThat(statement.at("/predicate/criteria/0/high").isNull()).isTrue();
    assertThat(statement.at("/predicate/verifiedAt").longValue()).isEqualTo(1234);
    assertThat(statement.at("/predicate/metrics/js").doubleValue()).isEqualTo(0.1);
  }

  @Test
  void shouldCoverEveryFieldButTheSignature() throws Exception {
    JsonNode predicate = JSON.readTree(ReportStatement.payload(report())).get("predicate");

    assertThat(predicate.properties().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrderElementsOf(
            VerificationReport.getClassSchema().getFields().stream()
                .map(Schema.Field::name)
                .filter(name -> !name.equals("signature"))
                .toList());
  }

  @Test
  void shouldVerifyWhatItSigned() {
    VerificationReport signed = ReportStatement.sign(report(), key);

    assertThat(signed.getKeyId()).isEqualTo(key.keyId());
    ReportStatement.verify(signed, key.asTrusted());
    assertThat(key.asTrusted().verify(signed.getSignature()))
        .isEqualTo(ReportStatement.payload(signed));
  }

  @Test
  void shouldGiveTheReportBackFromItsEnvelope() {
    VerificationReport signed = ReportStatement.sign(report(), key);

    assertThat(ReportStatement.fromEnvelope(signed.getSignature(), key.asTrusted()))
        .isEqualTo(signed);
  }

  @Test
  void shouldSignNumbersThatJsonDoesNotHave() {
    VerificationReport report =
        VerificationReport.newBuilder(report())
            .setChampionEpoch(Long.MAX_VALUE)
            .setVerifiedAt(Instant.ofEpochMilli(Long.MIN_VALUE))
            .setMetrics(Map.of("js", -0.0, "mia_tnr", 1.0, "acc_dis", Double.NaN))
            .build();

    VerificationReport signed = ReportStatement.sign(report, key);

    ReportStatement.verify(signed, key.asTrusted());
    assertThat(signed.getChampionEpoch()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldRefuseEveryChangeOfTheReport() {
    VerificationReport signed = ReportStatement.sign(report(), key);
    List<Consumer<VerificationReport.Builder>> changes =
        List.of(
            b -> b.setVerdict(Verdict.FAIL),
            b -> b.setCandidateDigest("b".repeat(64)),
            b -> b.setChampionEpoch(8),
            b -> b.setJobId(null),
            b -> b.setMetrics(Map.of("js", 0.100001)),
            b -> b.setCriteria(List.of()),
            b -> b.setAlgorithm("retrain"),
            b -> b.setFindings(List.of("nothing")),
            b -> b.setPageDigest("b".repeat(64)),
            b -> b.setPageDigest(null),
            b -> b.setPageUri("artifact:blob/" + "b".repeat(64)),
            b -> b.setVerifiedAt(Instant.ofEpochMilli(1235)),
            b -> b.setExtensions(Map.of("a", "b")),
            b -> b.setKeyId("someone"));

    for (Consumer<VerificationReport.Builder> change : changes) {
      VerificationReport.Builder builder = VerificationReport.newBuilder(signed);
      change.accept(builder);
      assertThatThrownBy(() -> ReportStatement.verify(builder.build(), key.asTrusted()))
          .isInstanceOf(SignatureInvalidException.class)
          .hasMessageContaining("differs from what key");
    }
  }

  @Test
  void shouldRefuseAnotherReportsSignatureAndStrangers() {
    VerificationReport signed = ReportStatement.sign(report(), key);
    SigningKey stranger = SigningKey.loadOrCreate(directory.resolve("stranger.key"));
    VerificationReport foreign = ReportStatement.sign(report(), stranger);

    assertThatThrownBy(() -> ReportStatement.verify(foreign, key.asTrusted()))
        .isInstanceOf(SignatureInvalidException.class)
        .hasMessageContaining("No valid signature");
    assertThatThrownBy(
            () ->
                ReportStatement.verify(
                    VerificationReport.newBuilder(signed).setSignature("").build(),
                    key.asTrusted()))
        .isInstanceOf(SignatureInvalidException.class);
  }

  @Test
  void shouldRefuseSignedPayloadsThatAreNoReport() throws Exception {
    assertRefused("{}", "_type must be");
    assertRefused("no json", "holds no verification report");
    assertRefused(changed(s -> s.put("predicateType", "x")), "predicateType must be");
    assertRefused(changed(s -> predicate(s).put("unheardOf", 1)), "holds no verification report");
    assertRefused(changed(s -> predicate(s).remove("verdict")), "holds no verification report");
    assertRefused(changed(s -> predicate(s).put("verdict", "MAYBE")), "holds no verification");
    assertRefused(changed(s -> predicate(s).put("attempt", 1.5)), "holds no verification report");
    assertRefused(changed(s -> predicate(s).put("championEpoch", "7")), "holds no verification");
    assertRefused(
        changed(s -> predicate(s).put("championEpoch", "9999999999999999999")), "holds no");
    assertRefused(
        changed(s -> predicate(s).put("candidateDigest", "b".repeat(64))), "another version");
  }

  @Test
  void shouldRefuseAReportOfAnotherPayloadType() {
    String envelope = key.sign("text/plain", ReportStatement.payload(named(key.keyId()))).toJson();

    assertThatThrownBy(() -> ReportStatement.fromEnvelope(envelope, key.asTrusted()))
        .hasMessageContaining("payload type must be application/vnd.in-toto+json");
  }

  @Test
  void shouldRefuseAReportThatNamesAnotherKey() {
    String envelope =
        key.sign(ReportStatement.PAYLOAD_TYPE, ReportStatement.payload(named("someone"))).toJson();

    assertThatThrownBy(() -> ReportStatement.fromEnvelope(envelope, key.asTrusted()))
        .hasMessageContaining("names key someone");
  }

  @Test
  void shouldReadEnvelopesOfATimeWhenAFieldWithDefaultDidNotExist() throws Exception {
    String older = changed(s -> predicate(s).remove("extensions"));
    String envelope =
        key.sign(ReportStatement.PAYLOAD_TYPE, older.getBytes(StandardCharsets.UTF_8)).toJson();

    assertThat(ReportStatement.fromEnvelope(envelope, key.asTrusted()).getExtensions()).isEmpty();
  }

  private void assertRefused(String payload, String message) {
    String envelope =
        key.sign(ReportStatement.PAYLOAD_TYPE, payload.getBytes(StandardCharsets.UTF_8)).toJson();
    assertThatThrownBy(() -> ReportStatement.fromEnvelope(envelope, key.asTrusted()))
        .isInstanceOf(SignatureInvalidException.class)
        .hasMessageContaining(message);
  }

  private String changed(Consumer<ObjectNode> change) throws Exception {
    ObjectNode statement = (ObjectNode) JSON.readTree(ReportStatement.payload(named(key.keyId())));
    change.accept(statement);
    return CanonicalJson.text(statement);
  }

  private static ObjectNode predicate(ObjectNode statement) {
    return (ObjectNode) statement.get("predicate");
  }

  private static VerificationReport named(String keyId) {
    return VerificationReport.newBuilder(report()).setKeyId(keyId).build();
  }

  private static VerificationReport report() {
    String digest = "a".repeat(64);
    Criterion criterion =
        Criterion.newBuilder()
            .setName("forget_accuracy_gap")
            .setN(500)
            .setValue(0.01)
            .setLow(Double.NaN)
            .setLowerLimit(-0.05)
            .setUpperLimit(0.05)
            .setLevel(0.95)
            .setRule(CriterionRule.INTERVAL_WITHIN)
            .setControlValue(0.1)
            .setVerdict(CriterionVerdict.PASS)
            .build();
    return VerificationReport.newBuilder()
        .setKind(ReportKind.CANDIDATE)
        .setJobId(digest)
        .setModel("fashion")
        .setAttempt(1)
        .setParentDigest(digest)
        .setChampionEpoch(7)
        .setDatasetDigest(digest)
        .setForgetSetDigest(digest)
        .setExcludedDigest(digest)
        .setForgottenDigest(digest)
        .setForgottenUri("artifact:blob/" + digest)
        .setRootDigest(digest)
        .setCandidateDigest(digest)
        .setCandidateUri("artifact:tree/" + digest)
        .setAlgorithm("sftc")
        .setPolicyDigest(digest)
        .setVerdict(Verdict.PASS)
        .setCriteria(List.of(criterion))
        .setMetrics(Map.of("js", 0.1, "mia_tnr", Double.NEGATIVE_INFINITY))
        .setFindings(List.of("a \"finding\"\n"))
        .setPageDigest(digest)
        .setPageUri("artifact:blob/" + digest)
        .setVerifiedAt(Instant.ofEpochMilli(1234))
        .setDurationMillis(Long.MAX_VALUE)
        .setKeyId("")
        .setSignature("")
        .build();
  }
}
