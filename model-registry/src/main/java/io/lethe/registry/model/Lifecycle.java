// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Whether a model is registered, and if so, all that decisions need at hand. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Lifecycle.Unregistered.class, name = "unregistered"),
  @JsonSubTypes.Type(value = Lifecycle.Registering.class, name = "registering"),
  @JsonSubTypes.Type(value = Lifecycle.Registered.class, name = "registered")
})
public sealed interface Lifecycle {

  /** The champion epoch that events of this state carry; 0 before registration. */
  long championEpoch();

  /** A name of which at most refused commands are known. */
  record Unregistered() implements Lifecycle {
    @Override
    public long championEpoch() {
      return 0;
    }
  }

  /**
   * A name under which a model is to be registered: the verifier's baseline is awaited.
   *
   * @param commandId the command that asked for it, and that the baseline must answer
   * @param root the version that will be the first
   * @param dataset what the model will be bound to
   * @param policy what it will forget by
   * @param acceptedAtMillis since when the baseline is awaited, milliseconds since the epoch
   */
  record Registering(
      String commandId,
      ChampionPointer root,
      BoundDataset dataset,
      Policy policy,
      long acceptedAtMillis)
      implements Lifecycle {

    /** Checks every field. */
    public Registering {
      RowRules.text(commandId, "command id");
      Objects.requireNonNull(root, "root");
      Objects.requireNonNull(dataset, "dataset");
      Objects.requireNonNull(policy, "policy");
    }

    @Override
    public long championEpoch() {
      return 0;
    }

    /** The model with its first version, which is its lineage's root. */
    Registered registered() {
      return new Registered(root, root.digest(), dataset, policy, Map.of());
    }
  }

  /**
   * A model with a champion.
   *
   * @param champion where the pointer stands
   * @param rootDigest the version with which the lineage was registered
   * @param dataset the dataset to which the model is bound
   * @param policy the policy in force
   * @param aliases names for versions that have forgotten as much as the champion; at most {@value
   *     #MAX_ALIASES}
   */
  record Registered(
      ChampionPointer champion,
      String rootDigest,
      BoundDataset dataset,
      Policy policy,
      Map<String, Long> aliases)
      implements Lifecycle {
    /** How many aliases a model may have. */
    public static final int MAX_ALIASES = 64;

    /** Checks every field and copies the aliases. */
    public Registered {
      Objects.requireNonNull(champion, "champion");
      RowRules.digest(rootDigest, "root digest");
      Objects.requireNonNull(dataset, "dataset");
      Objects.requireNonNull(policy, "policy");
      aliases = Map.copyOf(aliases);
    }

    @Override
    public long championEpoch() {
      return champion.epoch();
    }

    Registered withPolicy(Policy newPolicy) {
      return new Registered(champion, rootDigest, dataset, newPolicy, aliases);
    }

    Registered withAlias(String alias, long version) {
      Map<String, Long> grown = new LinkedHashMap<>(aliases);
      grown.put(alias, version);
      return new Registered(champion, rootDigest, dataset, policy, grown);
    }

    Registered withoutAlias(String alias) {
      Map<String, Long> left = new LinkedHashMap<>(aliases);
      if (left.remove(alias) == null) {
        throw new IllegalArgumentException("the model has no alias " + alias);
      }
      return new Registered(champion, rootDigest, dataset, policy, left);
    }

    /**
     * Moves the pointer. Where the new champion has forgotten something else than the old one, all
     * aliases lapse: they name versions that remember more than the champion, and an alias may not.
     */
    Registered movedTo(ChampionPointer next) {
      if (next.version() != champion.version() + 1 || next.epoch() != champion.epoch() + 1) {
        throw new IllegalArgumentException(
            "pointer would move from version %d, epoch %d to version %d, epoch %d; both must grow by 1"
                .formatted(champion.version(), champion.epoch(), next.version(), next.epoch()));
      }
      boolean sameForgotten = next.forgottenDigest().equals(champion.forgottenDigest());
      return new Registered(next, rootDigest, dataset, policy, sameForgotten ? aliases : Map.of());
    }
  }
}
