// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.opendsr;

import io.lethe.domain.crypto.RsaSigner;
import io.lethe.ingest.callback.AllowedOrigins;
import io.lethe.ingest.callback.CallbackConfig;
import io.lethe.ingest.callback.ProcessorIdentity;
import io.lethe.ingest.intake.CallbackAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the intake is a processor of OpenDSR.
 *
 * @param identity as whom it speaks
 * @param certificate where its certificate is found
 * @param identityType by which people are named
 * @param callbacks who may be called back
 */
public record OpenDsrSettings(
    ProcessorIdentity identity,
    Optional<String> certificate,
    String identityType,
    AllowedOrigins callbacks) {
  private static final Pattern DOMAIN =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,62})(\\.[a-z0-9][a-z0-9-]{0,62})*");
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /** Checks presence. */
  public OpenDsrSettings {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(identityType, "identityType");
    Objects.requireNonNull(callbacks, "callbacks");
  }

  /** Without signature and callbacks. */
  public static OpenDsrSettings unsigned() {
    return new OpenDsrSettings(
        ProcessorIdentity.none(),
        Optional.empty(),
        OpenDsrConfig.CONTROLLERS_OWN,
        AllowedOrigins.none());
  }

  /**
   * What {@link #problems} finds nothing in.
   *
   * @throws io.lethe.domain.crypto.KeyFileException where the key is missing, open to others or
   *     none
   */
  public static OpenDsrSettings of(OpenDsrConfig config, CallbackConfig callbacks) {
    return new OpenDsrSettings(
        new ProcessorIdentity(config.processorDomain(), config.signingKey().map(RsaSigner::load)),
        config.certificate(),
        config.identityType(),
        callbacks.toAllowed());
  }

  /**
   * What is wrong with a configuration.
   *
   * @param prefix of the two blocks, as {@code lethe.ingest}
   * @return nothing, or each broken rule in words
   */
  public static List<String> problems(
      String prefix, OpenDsrConfig config, CallbackConfig callbacks) {
    String own = prefix + ".opendsr.";
    List<String> problems = new ArrayList<>(callbacks.problems(prefix));
    config
        .processorDomain()
        .filter(name -> !DOMAIN.matcher(name).matches())
        .ifPresent(
            name ->
                problems.add(
                    "%sprocessor-domain is '%s'; it must be a domain in lower case, such as"
                            .formatted(own, name)
                        + " opendsr.company.example"));
    if (config.signingKey().isPresent() && config.processorDomain().isEmpty()) {
      problems.add(
          own + "signing-key is set alone; set processor-domain too, for it says whose key it is");
    }
    boolean calls = callbacks.allowed().isPresent() || callbacks.internal().isPresent();
    if (calls && config.signingKey().isEmpty()) {
      problems.add(
          "%s.callbacks is set, and a callback must be signed; set %ssigning-key and"
                  .formatted(prefix, own)
              + " processor-domain too");
    }
    config
        .certificate()
        .filter(address -> !isOf(config.processorDomain(), address))
        .ifPresent(
            address ->
                problems.add(
                    "%scertificate is '%s'; it must be an https address of processor-domain"
                        .formatted(own, address)));
    if (!TYPE.matcher(config.identityType()).matches()) {
      problems.add(
          "%sidentity-type is '%s'; it must be a type of OpenDSR, such as %s"
              .formatted(own, config.identityType(), OpenDsrConfig.CONTROLLERS_OWN));
    }
    return problems;
  }

  private static boolean isOf(Optional<String> domain, String address) {
    return CallbackAddress.of(address).map(CallbackAddress::host).equals(domain)
        && domain.isPresent();
  }
}
