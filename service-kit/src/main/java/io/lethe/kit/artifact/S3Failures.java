// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says what went wrong at S3: where, with what status, and the way out. */
final class S3Failures {

  private static final int MOVED = 301;
  private static final int REFUSED = 403;
  private static final int NOT_FOUND = 404;
  private static final int SERVER_SIDE = 500;

  private S3Failures() {}

  /**
   * The failure of one request.
   *
   * @param what what did not succeed, for example {@code cannot be read}
   * @param place how messages name the store
   * @param name the object's name in it, or nothing
   */
  static ArtifactStoreException explained(
      String what, String place, String name, SdkException failure) {
    String subject = (name.isEmpty() ? "" : "Object '" + name + "' of ") + "artifact store ";
    String finding = failure instanceof S3Exception refusal ? finding(refusal) : finding(failure);
    return new ArtifactStoreException(subject + place + " " + what + ": " + finding, failure);
  }

  private static String finding(S3Exception refusal) {
    int status = refusal.statusCode();
    String code =
        Optional.ofNullable(refusal.awsErrorDetails())
            .map(AwsErrorDetails::errorCode)
            .orElse("no error code");
    return "status " + status + " (" + code + "); " + wayOut(status, code);
  }

  private static String wayOut(int status, String code) {
    if (status == MOVED || code.equals("AuthorizationHeaderMalformed")) {
      return "the bucket is in another region: set artifacts.s3.region";
    }
    if (status == REFUSED) {
      return "the credentials were refused or lack a right: check them (AWS's default chain:"
          + " environment, files, instance role), the clock, and that they allow s3:ListBucket on"
          + " the bucket and s3:GetObject, s3:PutObject, s3:DeleteObject,"
          + " s3:AbortMultipartUpload on its objects";
    }
    if (code.equals("NoSuchKey") || code.equals("NoSuchUpload")) {
      return "it was removed meanwhile: try again";
    }
    if (status == NOT_FOUND) {
      return "there is no such bucket: create it, or correct artifacts.location";
    }
    if (status >= SERVER_SIDE) {
      return "the store has trouble of its own: try again later";
    }
    return "the store does not accept the request: check that it is an S3 store with conditional"
        + " writes and SHA-256 checksums";
  }

  private static String finding(SdkException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("credentials")) {
      return "no credentials found; give them by AWS's default chain: AWS_ACCESS_KEY_ID and"
          + " AWS_SECRET_ACCESS_KEY, ~/.aws/credentials, or an instance role";
    }
    return "no answer ("
        + message
        + "); check that the store runs, artifacts.s3.endpoint and the network";
  }
}
