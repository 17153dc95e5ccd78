// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.domain.crypto.Digests;
import io.lethe.schemas.DeletionRequest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * What makes two requests under one id equal: subject key, model, own deadline, on which ground,
 * with which note and on whose word it is asked, and who is told of its changes.
 */
public final class RequestContent {
  private RequestContent() {}

  /**
   * Not the time of asking: a sender that tries again stamps it anew.
   *
   * @param subjectKey of the subject that the request names
   * @param request a request that keeps {@link RequestRules}
   * @return SHA-256, 64 hexadecimal digits
   */
  public static String digest(String subjectKey, DeletionRequest request) {
    String model = request.getModel() == null ? "" : request.getModel();
    String deadline =
        request.getDeadline() == null ? "" : Long.toString(request.getDeadline().toEpochMilli());
    String asked =
        subjectKey
            + "\n"
            + model
            + "\n"
            + deadline
            + "\n"
            + Grounds.of(request).text()
            + callbacks(request);
    return Digests.sha256Hex(asked.getBytes(StandardCharsets.UTF_8));
  }

  /** Nothing where there is none; an address has no line breaks. */
  private static String callbacks(DeletionRequest request) {
    return request.getCallbacks().stream().map(each -> "\n" + each).collect(Collectors.joining());
  }
}
