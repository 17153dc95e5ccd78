// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.crypto.SignatureInvalidException;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.domain.json.CanonicalJson;
import io.lethe.schemas.VerificationReport;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * A verification report as an in-toto statement (v1) about the measured version. The predicate is
 * the report, field by field, without its signature; the statement in canonical JSON is the payload
 * of a DSSE envelope, which is the report's {@code signature}.
 */
public final class ReportStatement {

  /** Media type of the payload. */
  public static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  private static final String STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
  private static final String PREDICATE_TYPE = "https://lethe.io/verification-report/v1";
  private static final String SIGNATURE = "signature";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportStatement() {}

  /** The statement's canonical bytes: every field of the report but its signature. */
  public static byte[] payload(VerificationReport report) {
    ObjectNode statement =
        JSON.createObjectNode().put("_type", STATEMENT_TYPE).put("predicateType", PREDICATE_TYPE);
    statement
        .putArray("subject")
        .addObject()
        .put("name", report.getCandidateUri())
        .putObject("digest")
        .put("sha256", report.getCandidateDigest());
    statement.set("predicate", AvroJson.toTree(report, Set.of(SIGNATURE)));
    return CanonicalJson.bytes(statement);
  }

  /** The report with the key's id and its signature. */
  public static VerificationReport sign(VerificationReport unsigned, SigningKey key) {
    VerificationReport named =
        VerificationReport.newBuilder(unsigned).setKeyId(key.keyId()).setSignature("").build();
    String envelope = key.sign(PAYLOAD_TYPE, payload(named)).toJson();
    return VerificationReport.newBuilder(named).setSignature(envelope).build();
  }

  /**
   * Returns where a trusted key signed exactly this report.
   *
   * @throws SignatureInvalidException where the envelope is not valid, or says something else than
   *     the report
   */
  public static void verify(VerificationReport report, TrustedKeys keys) {
    VerificationReport signed = fromEnvelope(report.getSignature(), keys);
    if (!signed.equals(report)) {
      throw new SignatureInvalidException(
          "The report differs from what key " + signed.getKeyId() + " signed");
    }
  }

  /**
   * The report that an envelope holds, its signature included. Fields that a later version of the
   * report brought have their defaults in an older envelope.
   *
   * @throws SignatureInvalidException where the envelope is not valid or holds no report
   */
  public static VerificationReport fromEnvelope(String envelopeJson, TrustedKeys keys) {
    TrustedKeys.Verified verified = keys.verified(envelopeJson);
    if (!verified.payloadType().equals(PAYLOAD_TYPE)) {
      throw new SignatureInvalidException(
          "The payload type must be " + PAYLOAD_TYPE + ", not " + verified.payloadType());
    }
    VerificationReport report = report(verified.payload(), envelopeJson);
    if (!report.getKeyId().equals(verified.keyId())) {
      throw new SignatureInvalidException(
          "The report names key " + report.getKeyId() + ", signed by " + verified.keyId());
    }
    return report;
  }

  private static VerificationReport report(byte[] payload, String envelopeJson) {
    try {
      JsonNode statement = JSON.readTree(payload);
      require(statement, "_type", STATEMENT_TYPE);
      require(statement, "predicateType", PREDICATE_TYPE);
      VerificationReport report =
          (VerificationReport)
              AvroJson.toRecord(
                  statement.path("predicate"),
                  VerificationReport.getClassSchema(),
                  Map.of(SIGNATURE, envelopeJson));
      String digest = statement.path("subject").path(0).path("digest").path("sha256").asText();
      if (!digest.equals(report.getCandidateDigest())) {
        throw new SignatureInvalidException(
            "The statement is about " + digest + ", its report about another version");
      }
      return report;
    } catch (IOException | IllegalArgumentException e) {
      throw new SignatureInvalidException("The payload holds no verification report", e);
    }
  }

  private static void require(JsonNode statement, String field, String expected) {
    String found = statement.path(field).asText();
    if (!found.equals(expected)) {
      throw new SignatureInvalidException(
          "The statement's " + field + " must be " + expected + ", not '" + found + "'");
    }
  }
}
