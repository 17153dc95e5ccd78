// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.SubjectSamplesKind;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputTextsTest {

  @BeforeAll
  static void trust() {
    GeneratedClasses.trust();
  }

  @ParameterizedTest
  @CsvSource({
    "model, NAME",
    "jobId, ID",
    "commandId, ID",
    "digest, DIGEST",
    "uri, ADDRESS",
    "datasetDigest, DIGEST",
    "datasetUri, ADDRESS",
    "forgottenDigest, DIGEST",
    "policy, POLICY",
    "reason, REASON"
  })
  void shouldHoldAnAcceptedRegistrationToTheLengthsOfTheCommand(String field, TextLimit limit) {
    assertHolds(registration(), field, limit);
  }

  @ParameterizedTest
  @CsvSource({
    "datasetDigest, DIGEST",
    "subjectKeyId, ID",
    "subjectKey, DIGEST",
    "subjectRule, NAME"
  })
  void shouldHoldARowOfADatasetToItsLengths(String field, TextLimit limit) {
    assertHolds(samples().build(), field, limit);
  }

  @ParameterizedTest
  @CsvSource({
    "tenant, TENANT",
    "requestId, ID",
    "subjectKey, DIGEST",
    "subjectKeyId, ID",
    "ground, NAME",
    "endedBy, ISSUER",
    "endReason, REASON"
  })
  void shouldHoldAStandingOrderToItsLengths(String field, TextLimit limit) {
    assertHolds(order(), field, limit);
  }

  @Test
  void shouldHoldEveryTenantToItsLengthAndTheirNumber() {
    assertThat(InputTexts.problems(samples().setTenants(List.of("shop", "t".repeat(61))).build()))
        .containsExactly("tenants has 61 characters; it may have at most 60 characters");
    assertThat(
            InputTexts.problems(
                samples().setTenants(Collections.nCopies(257, "t".repeat(61))).build()))
        .containsExactly("tenants has 257 entries; it may have at most 256");
  }

  @Test
  void shouldCountNoSamples() {
    SubjectSamples row =
        samples()
            .setOrdinals(IntStream.range(0, 1000).boxed().toList())
            .setLabels(Collections.nCopies(1000, 1))
            .setClassSamples(Collections.nCopies(1000, 1L))
            .build();

    assertThat(InputTexts.problems(row)).isEmpty();
  }

  @Test
  void shouldHoldExtensionsToTheirLengthsAndNumber() {
    String rule =
        "extensions must have at most 256 entries, keys of at most 128 characters and values of at"
            + " most 500 characters";

    assertThat(InputTexts.problemOfExtensions(Map.of("n".repeat(128), "v".repeat(500)))).isEmpty();
    assertThat(InputTexts.problemOfExtensions(Map.of("n".repeat(129), "v"))).hasValue(rule);
    assertThat(InputTexts.problemOfExtensions(Map.of("n", "v".repeat(501)))).hasValue(rule);
    assertThat(InputTexts.problemOfExtensions(entries(256))).isEmpty();
    assertThat(InputTexts.problemOfExtensions(entries(257))).hasValue(rule);
  }

  private static Map<String, String> entries(int number) {
    return IntStream.range(0, number).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
  }

  private static void assertHolds(SpecificRecord record, String field, TextLimit limit) {
    Schema.Field found = record.getSchema().getField(field);
    record.put(found.pos(), "x".repeat(limit.characters()));
    assertThat(InputTexts.problems(record)).isEmpty();

    record.put(found.pos(), "x".repeat(limit.characters() + 1));
    assertThat(InputTexts.problems(record))
        .singleElement()
        .asString()
        .startsWith(field + " has ")
        .endsWith(limit.rule());
  }

  private static ModelEvent registration() {
    return ModelEvent.newBuilder()
        .setType(ModelEventType.REGISTRATION_ACCEPTED)
        .setModel("faces")
        .setSequence(1)
        .setOccurredAt(Instant.EPOCH)
        .setChampionEpoch(0)
        .build();
  }

  private static SubjectSamples.Builder samples() {
    return SubjectSamples.newBuilder()
        .setKind(SubjectSamplesKind.SAMPLES)
        .setDatasetDigest("d")
        .setSubjectKeyId("k");
  }

  private static StandingOrder order() {
    return StandingOrder.newBuilder()
        .setTenant("shop")
        .setRequestId("r")
        .setSubjectKeyId("k")
        .setReceivedAt(Instant.EPOCH)
        .build();
  }
}
