// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import io.lethe.kit.config.ConfigurationException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** S3 clients with bounded times: of a call, of each of its attempts, and of silence. */
final class S3Clients {

  private static final int ATTEMPTS = 5;
  private static final int CONFLICT = 409;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** A part of {@link S3Bucket#PART_BYTES} passes within it at 140 kB a second. */
  private static final Duration ATTEMPT = Duration.ofMinutes(2);

  private static final Duration CALL = Duration.ofMinutes(5);

  private S3Clients() {}

  /**
   * A client as configured, with credentials of AWS's default chain.
   *
   * @throws ConfigurationException where no region is known
   */
  static S3Client create(ArtifactSettings.S3 settings) {
    S3ClientBuilder builder =
        basis()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(SILENCE));
    Optional<Region> region = settings.region().map(Region::of);
    settings
        .endpoint()
        .ifPresent(
            endpoint ->
                builder
                    .endpointOverride(URI.create(endpoint))
                    .forcePathStyle(true)
                    .region(region.orElse(Region.US_EAST_1)));
    region.ifPresent(builder::region);
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw new ConfigurationException(
          List.of(
              "artifacts.s3.region is not set, and AWS's own settings name none; set it or"
                  + " AWS_REGION ("
                  + e.getMessage()
                  + ")"));
    }
  }

  /**
   * What every client has, whoever answers it. Bodies are sent as they are, with the checksum that
   * the caller states: not every S3 store understands AWS's chunks with trailers, and the JDK's
   * client waits long for a store that never says "continue".
   */
  static S3ClientBuilder basis() {
    return S3Client.builder()
        .overrideConfiguration(S3Clients::bound)
        .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false).expectContinueEnabled(false))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
  }

  /** How messages name a place. */
  static String place(ArtifactLocation.Bucket bucket, ArtifactSettings.S3 settings) {
    return bucket.uri() + settings.endpoint().map(endpoint -> " at " + endpoint).orElse("");
  }

  private static void bound(ClientOverrideConfiguration.Builder client) {
    client
        .retryStrategy(
            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(ATTEMPTS)
                .retryOnException(S3Clients::isConflict)
                .build())
        .apiCallAttemptTimeout(ATTEMPT)
        .apiCallTimeout(CALL);
  }

  /** S3 answers so where two conditional writes of one key meet, and asks to try again. */
  private static boolean isConflict(Throwable failure) {
    return failure instanceof AwsServiceException refusal && refusal.statusCode() == CONFLICT;
  }
}
