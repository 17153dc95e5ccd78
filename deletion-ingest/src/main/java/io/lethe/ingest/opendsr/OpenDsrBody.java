// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.opendsr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.ingest.http.JsonFields;
import io.lethe.ingest.http.RefusedException;
import io.lethe.ingest.intake.CallbackAddress;
import io.lethe.ingest.intake.RequestRules;
import io.lethe.schemas.DeletionRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an OpenDSR request as the deletion request that it is. What is refused is told in OpenDSR's
 * words and without a value: senders put people into wrong fields too.
 *
 * @param settings which identities and callbacks are taken
 * @param now when it is asked
 */
record OpenDsrBody(OpenDsrSettings settings, Instant now) {
  static final String ERASURE = "erasure";
  static final String RAW = "raw";
  static final List<String> REGULATIONS = List.of("gdpr", "ccpa");

  private static final String TYPE = "subject_request_type";
  private static final String ID = "subject_request_id";
  private static final String TIME = "submitted_time";
  private static final String IDENTITIES = "subject_identities";
  private static final String CALLBACKS = "status_callback_urls";
  private static final String EXTENSIONS = "extensions";
  private static final String VERSION = "api_version";
  private static final Set<String> STRUCTURED = Set.of(IDENTITIES, CALLBACKS, EXTENSIONS);
  private static final Set<String> FIELDS =
      Set.of("regulation", TYPE, ID, TIME, IDENTITIES, CALLBACKS, EXTENSIONS, VERSION);

  /** How the rules of all requests call what OpenDSR calls otherwise. */
  private static final Map<String, String> WORDS =
      Map.of("requestId", ID, "subjectId", "identity_value", "requestedAt", TIME);

  /**
   * The request.
   *
   * @param tenant whose it is
   * @throws RefusedException naming every broken rule
   */
  DeletionRequest read(ObjectNode root, String tenant) throws RefusedException {
    JsonFields fields = new JsonFields(root.deepCopy().without(STRUCTURED), FIELDS);
    Optional<Instant> submitted = fields.instant(TIME);
    requireKnownWords(fields);
    requireNoExtension(root, fields);
    String subject = subject(root.path(IDENTITIES), fields);
    List<String> callbacks = callbacks(root.get(CALLBACKS), fields);
    if (submitted.isEmpty()) {
      fields.breaks(TIME + " must be when the subject asked, such as 2026-01-31T00:00:00Z");
    }
    fields.requireWhole();
    DeletionRequest request =
        DeletionRequest.newBuilder()
            .setRequestId(fields.text(ID).orElse("").toLowerCase(Locale.ROOT))
            .setTenant(tenant)
            .setSubjectId(subject)
            .setRequestedAt(submitted.orElseThrow())
            .setNote("by OpenDSR under " + fields.text("regulation").orElseThrow())
            .setCallbacks(callbacks)
            .setExtensions(Map.of())
            .build();
    List<String> rules = RequestRules.broken(request, now);
    if (!rules.isEmpty()) {
      throw new RefusedException(400, rules.stream().map(OpenDsrBody::inItsWords).toList());
    }
    return request;
  }

  private static String inItsWords(String rule) {
    String told = rule;
    for (Map.Entry<String, String> word : WORDS.entrySet()) {
      told = told.replace(word.getKey(), word.getValue());
    }
    return told;
  }

  private static void requireKnownWords(JsonFields fields) {
    if (fields.text("regulation").filter(REGULATIONS::contains).isEmpty()) {
      fields.breaks("regulation must be one of " + String.join(", ", REGULATIONS));
    }
    if (!fields.text(TYPE).equals(Optional.of(ERASURE))) {
      fields.breaks(
          TYPE
              + " must be "
              + ERASURE
              + ": this processor holds nothing that it could hand out; ask the controller's store"
              + " for access and portability");
    }
    if (fields.text(VERSION).filter(version -> !version.matches("2(\\.[0-9]{1,4})?")).isPresent()) {
      fields.breaks(VERSION + " must be left out or " + OpenDsrRoutes.VERSION);
    }
  }

  private void requireNoExtension(ObjectNode root, JsonFields fields) {
    JsonNode extensions = root.path(EXTENSIONS);
    boolean absent = extensions.isMissingNode() || extensions.isNull();
    boolean ours =
        settings.identity().domain().filter(domain -> extensions.has(domain)).isPresent();
    if (!absent && (!extensions.isObject() || ours)) {
      fields.breaks(
          EXTENSIONS + " must be left out, or an object for other processors: this one has none");
    }
  }

  private String subject(JsonNode identities, JsonFields fields) {
    JsonNode one = identities.path(0);
    boolean fits =
        identities.isArray()
            && identities.size() == 1
            && one.size() == 3
            && one.path("identity_type").asText().equals(settings.identityType())
            && one.path("identity_format").asText().equals(RAW)
            && one.path("identity_value").isTextual();
    if (!fits) {
      fields.breaks(
          IDENTITIES
              + " must be one identity with identity_type "
              + settings.identityType()
              + ", identity_format "
              + RAW
              + " and an identity_value: send one request for each person, named as the datasets"
              + " name him");
    }
    return one.path("identity_value").asText();
  }

  private List<String> callbacks(JsonNode given, JsonFields fields) {
    if (given == null || given.isNull()) {
      return List.of();
    }
    List<String> addresses = new ArrayList<>();
    boolean fits = given.isArray() && given.size() <= CallbackAddress.MOST;
    for (JsonNode each : given) {
      fits =
          fits
              && each.isTextual()
              && CallbackAddress.of(each.asText()).filter(settings.callbacks()::allows).isPresent();
      addresses.add(each.asText());
    }
    if (!fits) {
      fields.breaks(
          "%s must be at most %d https addresses of %s; leave it out and ask for the status, or"
                  .formatted(CALLBACKS, CallbackAddress.MOST, who())
              + " have the operator put the receiver's origin on the list");
    }
    return addresses;
  }

  /** Who is on the list is nobody's business who is not. */
  private String who() {
    return settings.callbacks().isEmpty()
        ? "receivers on this processor's list, which is empty"
        : "receivers on this processor's list";
  }
}
