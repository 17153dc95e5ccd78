/** A forget set: who is to be forgotten, as subject keys and row ordinals, under one digest. */
package io.lethe.domain.forgetset;
