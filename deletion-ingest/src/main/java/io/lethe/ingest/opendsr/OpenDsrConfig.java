// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.opendsr;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** OpenDSR, by which controllers ask for erasures. */
public interface OpenDsrConfig {
  /** Of identities that name nobody but by the controller's own number. */
  String CONTROLLERS_OWN = "controller_customer_id";

  /** As whom answers and callbacks speak: the domain of the certificate. */
  Optional<String> processorDomain();

  /** The certificate's private key, which signs them: PEM, PKCS#8, RSA, its owner's alone. */
  Optional<Path> signingKey();

  /** Where controllers find the certificate: an https address of the domain. */
  Optional<String> certificate();

  /**
   * The one type of identities by which datasets name people; its format is {@code raw}.
   *
   * @return a word of the specification
   */
  @WithDefault(CONTROLLERS_OWN)
  String identityType();
}
