// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a service finds the artifact store, keys below {@code lethe.<service>.artifacts}; the same
 * store for all services. Opened by {@link ArtifactStores#open}.
 */
public interface ArtifactSettings {

  /** A folder, or {@code s3://bucket[/prefix]}. */
  String location();

  /**
   * Folder for local copies of trees, of this service alone; needed with S3. It holds what was
   * asked for within the last three days, and may be deleted while the service is down.
   */
  Optional<Path> cache();

  /** How S3 is reached. Credentials come from AWS's default chain, never from here. */
  S3 s3();

  /** How S3 is reached. */
  interface S3 {

    /**
     * {@code http(s)://host[:port]} of a store that is not AWS's; the bucket then goes into the
     * path. By default AWS's endpoint of the region.
     */
    Optional<String> endpoint();

    /**
     * The bucket's region, for example {@code eu-central-1}. By default that of AWS's own settings
     * ({@code AWS_REGION}, profile, instance), and {@code us-east-1} where an endpoint is set.
     */
    Optional<String> region();
  }
}
