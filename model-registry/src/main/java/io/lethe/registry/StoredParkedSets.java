// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import io.lethe.registry.model.ParkedSets;
import io.lethe.schemas.ForgetSetState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A model's parked sets in the task's store. */
final class StoredParkedSets implements ParkedSets {
  private final KeyValueStore<String, ForgetSetState> store;
  private final String model;

  StoredParkedSets(KeyValueStore<String, ForgetSetState> store, String model) {
    this.store = store;
    this.model = model;
  }

  @Override
  public Optional<Long> parkedAfter(String forgetSetDigest) {
    return Optional.ofNullable(store.get(DecideProcessor.storeKey(model, forgetSetDigest)))
        .map(ForgetSetState::getAfterEvent);
  }

  @Override
  public List<String> some(int most) {
    List<String> digests = new ArrayList<>();
    try (StringSerializer keys = new StringSerializer();
        KeyValueIterator<String, ForgetSetState> parked =
            store.prefixScan(DecideProcessor.storeKey(model, ""), keys)) {
      while (digests.size() < most && parked.hasNext()) {
        digests.add(parked.next().value.getForgetSetDigest());
      }
    }
    return digests;
  }
}
