/** What a model's owner decides: when to seal, which algorithms to try, what the gate demands. */
package io.lethe.domain.policy;
